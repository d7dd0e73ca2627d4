/** Tables of a device from a CSV of kernels that were measured on it. */
import {
  type ExactEntry,
  type Grid,
  isRefusal,
  type Kernel,
  lower,
  type Precision,
  type Provenance,
  precisions,
  type Refusal,
  refuse,
  runtimeOf,
  signatureOf,
  type Table,
  type TableKey,
  Workspace,
} from "@lathe/engine";
import { libraryUri } from "../netFiles.ts";
import { type CsvRow, readCsv } from "./csv.ts";

/** The columns of the file. The first three must be there; the others may also be given for the whole file. */
export const timeColumns = {
  input:
    "type of what flows in, as nets write it: `f32[1, 32, 56, 56]`; further operands behind `;` are called `b`, `c`, …",
  layer:
    "what was measured, as nets write it: `conv(64, kernel=3) -> bn -> relu`; it must be one kernel of the runtime",
  ms: "milliseconds of one run, the median",
  runs: "runs that it is the median of",
  unit: "`cpu`, `gpu` or `npu`; `cpu` if left out",
  runtime: "what ran it: `xnnpack`, `tflite-2.16`, `ncnn`, …",
  precision: "`fp32`, `fp16`, `int8` or `dynamic-int8`; `fp32` if left out",
  threads: "threads that computed; 1 if left out",
} as const;

type Column = keyof typeof timeColumns;

const needed: readonly Column[] = ["input", "layer", "ms"];

/** So many rows are read; nobody measures more. */
const maximumRows = 100_000;

/** What holds where a row says nothing else. */
export type RowDefaults = Readonly<Partial<Record<"unit" | "runtime" | "precision" | "threads", string>>>;

export interface Times {
  readonly tables: readonly Table[];
  /** Rows of one kernel that are far apart: what is doubtful and still taken, with its lines. */
  readonly notes: readonly string[];
}

interface MeasuredRow {
  readonly line: number;
  readonly key: TableKey;
  readonly kernel: Kernel;
  readonly milliseconds: number;
  readonly runs: number | undefined;
}

/**
 * One table for each unit, runtime, precision and number of threads. Kernels that fill all crossings of some extents become grids, the
 * others entries of their own; of repeats the median counts. Refuses a file with wrong rows, and names each by its line.
 */
export function tablesFromTimes(text: string, provenance: Provenance, defaults: RowDefaults = {}): Times | Refusal {
  const rows = readCsv(text);
  if (isRefusal(rows)) return rows;
  const [head, ...body] = rows;
  const columns = readHead(head);
  if (isRefusal(columns)) return columns;
  if (body.length === 0) return refuse("bad-csv", "there are no rows below the head");
  if (body.length > maximumRows) return refuse("bad-csv", `there are more than ${maximumRows} rows`);
  const workspace = new Workspace({ library: libraryUri, roots: [] });
  const measured: MeasuredRow[] = [];
  const wrong: string[] = [];
  for (const row of body) {
    const read = readRow(row, columns, defaults, workspace);
    if (typeof read === "string") wrong.push(`line ${row.line}: ${read}`);
    else measured.push(read);
  }
  if (wrong.length > 0)
    return refuse("bad-csv", wrong.slice(0, 20).join("\n"), {
      help: `${wrong.length} of ${body.length} rows are wrong; nothing was written.`,
    });
  return tablesOf(measured, provenance);
}

function readHead(head: CsvRow | undefined): ReadonlyMap<Column, number> | Refusal {
  const columns = new Map<Column, number>();
  const names = (head?.fields ?? []).map((field) => field.trim().toLowerCase());
  for (const [index, name] of names.entries()) {
    const column = Object.keys(timeColumns).find((known): known is Column => known === name);
    if (column === undefined)
      return refuse("bad-csv", `line ${head?.line}: no column is called \`${name}\``, {
        help: `There are ${Object.keys(timeColumns).join(", ")}.`,
      });
    columns.set(column, index);
  }
  const missing = needed.filter((column) => !columns.has(column));
  return missing.length === 0
    ? columns
    : refuse("bad-csv", `the head lacks ${missing.join(", ")}`, {
        help: `The first line names the columns: ${Object.keys(timeColumns).join(", ")}.`,
      });
}

/** What a row says, or why it is wrong. */
function readRow(
  { fields, line }: CsvRow,
  columns: ReadonlyMap<Column, number>,
  defaults: RowDefaults,
  workspace: Workspace,
): MeasuredRow | string {
  if (fields.length !== columns.size) return `there are ${fields.length} fields, and ${columns.size} columns`;
  const field = (column: Column) => fields[columns.get(column) ?? -1]?.trim() ?? "";
  const milliseconds = Number(field("ms"));
  if (field("ms") === "" || !Number.isFinite(milliseconds) || milliseconds <= 0)
    return `\`ms\` is "${field("ms")}"; it must be a number above 0`;
  const runs = field("runs") === "" ? undefined : Number(field("runs"));
  if (runs !== undefined && (!Number.isInteger(runs) || runs < 1))
    return `\`runs\` is "${field("runs")}"; it must be a whole number from 1`;
  const key = readKey((column) => field(column) || (defaults[column] ?? ""));
  if (typeof key === "string") return key;
  const kernel = kernelOf(field("input"), field("layer"), key, workspace);
  return typeof kernel === "string" ? kernel : { line, key, kernel, milliseconds, runs };
}

function readKey(of: (column: keyof RowDefaults) => string): TableKey | string {
  const [unit, runtime, precision, threads] = [
    of("unit") || "cpu",
    of("runtime"),
    of("precision") || "fp32",
    of("threads") || "1",
  ];
  const knownUnit = (["cpu", "gpu", "npu"] as const).find((each) => each === unit);
  if (knownUnit === undefined) return `\`unit\` is "${unit}"; it must be cpu, gpu or npu`;
  if (runtime === "") return "there is no `runtime`: a time without its runtime is a rumour";
  const known: Precision | undefined = precisions.find((each) => each === precision);
  if (known === undefined) return `\`precision\` is "${precision}"; it must be one of ${precisions.join(", ")}`;
  const count = Number(threads);
  if (!Number.isInteger(count) || count < 1) return `\`threads\` is "${threads}"; it must be a whole number from 1`;
  return { unit: knownUnit, runtime, precision: known, threads: count };
}

/** The one kernel that a layer is for a runtime, or why it is none. */
function kernelOf(
  input: string,
  layer: string,
  { runtime, precision }: TableKey,
  workspace: Workspace,
): Kernel | string {
  const names = input.split(";").map((type, index) => `  input ${String.fromCharCode(97 + index)}: ${type.trim()}\n`);
  const uri = "measured:/row.net";
  workspace.open(uri, `net row {\n${names.join("")}  result = a -> ${layer}\n  output result\n}\n`);
  const analysis = workspace.analyse(uri);
  const error = analysis?.reports.find(({ severity }) => severity === "error");
  if (error !== undefined) return error.message.replace(/\.$/, "");
  const cost = analysis?.shown[0]?.cost;
  if (cost === undefined) return "it is no layer";
  const { kernels, unsupported, unknown } = lower(cost.graph, cost.figures, runtimeOf(runtime), precision);
  const [refused] = unsupported;
  if (refused !== undefined) return `it does not run there: ${refused.reason}`;
  if (unknown.length > 0) return "its work is not known";
  const [kernel] = kernels;
  if (kernel === undefined) return "nothing runs for it";
  return kernels.length === 1
    ? kernel
    : `it is ${kernels.length} kernels of ${runtime} (${kernels.map(({ kind }) => kind).join(", ")}): measure each alone`;
}

/** Repeats that are further apart than this share are noted. */
const maximumSpread = 0.1;

function tablesOf(measured: readonly MeasuredRow[], provenance: Provenance): Times {
  const notes: string[] = [];
  const byKey = Map.groupBy(measured, ({ key }) => JSON.stringify(key));
  const tables = [...byKey.values()].flatMap((rows): readonly Table[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const kernels = [...Map.groupBy(rows, ({ kernel }) => signatureOf(kernel))].map(([signature, repeats]) => {
      const times = repeats.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
      const [least = 0, most = 0] = [times[0], times.at(-1)];
      if (most > least * (1 + maximumSpread)) {
        const lines = repeats.map(({ line }) => line).join(", ");
        notes.push(`lines ${lines}: \`${signature}\` took from ${least} to ${most} ms; the median is taken.`);
      }
      const runs = repeats.reduce((sum, repeat) => sum + (repeat.runs ?? 1), 0);
      const isCounted = repeats.length > 1 || repeats.some((repeat) => repeat.runs !== undefined);
      return {
        kernel: repeats[0]?.kernel ?? first.kernel,
        signature,
        milliseconds: median(times),
        ...(isCounted && { n: runs }),
      };
    });
    const { grids, others } = gridsOf(kernels);
    const exact = others.map(
      ({ signature, milliseconds, n }): ExactEntry => ({
        kernel: signature,
        milliseconds,
        ...(n !== undefined && { n }),
      }),
    );
    return [{ ...first.key, provenance, ...(exact.length > 0 && { exact }), ...(grids.length > 0 && { grids }) }];
  });
  return { tables, notes };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  const [below = 0, above = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (below + above) / 2;
}

interface TimedKernel {
  readonly kernel: Kernel;
  readonly signature: string;
  readonly milliseconds: number;
  readonly n?: number;
}

/** Grids of the kernels that fill them. A grid does not say what is fused, so that one holds for kernels with nothing fused alone. */
function gridsOf(kernels: readonly TimedKernel[]): {
  readonly grids: readonly Grid[];
  readonly others: readonly TimedKernel[];
} {
  const grids: Grid[] = [];
  const taken = new Set<TimedKernel>();
  const take = (group: readonly TimedKernel[]): boolean => {
    const grid = gridOf(group);
    if (grid === undefined) return false;
    grids.push(grid);
    for (const each of group) taken.add(each);
    return true;
  };
  const plain = kernels.filter(({ kernel }) => kernel.fused.length === 0);
  for (const group of Map.groupBy(plain, ({ kernel }) => `${kernel.kind} ${Object.keys(kernel.extents)}`).values()) {
    if (take(group)) continue;
    // Often channels cross and images do not.
    const rest = ({ kernel }: TimedKernel) =>
      JSON.stringify(Object.entries(kernel.extents).filter(([extent]) => extent !== "in" && extent !== "out"));
    for (const part of Map.groupBy(group, rest).values()) take(part);
  }
  return { grids, others: kernels.filter((each) => !taken.has(each)) };
}

/** A grid takes at least so many kernels: of two, a line says no more than they do. */
const leastGrid = 3;

function gridOf(kernels: readonly TimedKernel[]): Grid | undefined {
  const [first] = kernels;
  if (first === undefined || kernels.length < leastGrid) return undefined;
  const all = Object.keys(first.kernel.extents).map((extent) => ({
    extent,
    values: [...new Set(kernels.map(({ kernel }) => kernel.extents[extent] ?? 0))].sort((a, b) => a - b),
  }));
  const axes = all.filter(({ values }) => values.length > 1);
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  // Each kernel stands once, so that as many as there are crossings fill all of them.
  if (size !== kernels.length) return undefined;
  const milliseconds: number[] = kernels.map(() => 0);
  for (const { kernel, milliseconds: time } of kernels) {
    let at = 0;
    for (const { extent, values } of axes) at = at * values.length + values.indexOf(kernel.extents[extent] ?? 0);
    milliseconds[at] = time;
  }
  const fixed = Object.fromEntries(
    all.filter(({ values }) => values.length === 1).map(({ extent, values }) => [extent, values[0] ?? 0]),
  );
  return { kind: first.kernel.kind, axes, fixed, milliseconds };
}
