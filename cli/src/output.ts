/** What every command says in the same way. */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type Analysis,
  type Dim,
  type FileReport,
  formatDim,
  formatExact,
  lineAt,
  type NetCost,
  type SourceLines,
} from "@lathe/engine";
import { resolvePath } from "./project.ts";

/** 0 fine; 1 the input or a budget is at fault; 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** A command's result; `main.ts` alone writes to the process. */
export interface Outcome {
  readonly code: ExitCode;
  readonly output: string;
  readonly errors: string;
}

export function outcome(code: ExitCode, output: string, errors = ""): Outcome {
  return { code, output, errors };
}

/** One JSON document. Amounts beyond 2^53 read "too large", because JSON has no word for them. */
export function toJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_, entry: unknown) => (entry === Number.POSITIVE_INFINITY ? "too large" : entry),
    2,
  );
  return `${text}\n`;
}

/** An extent in JSON: a number where it is known. */
export function dimJson(dim: Dim): number | string {
  return typeof dim === "number" ? dim : formatDim(dim);
}

/** `4,014,080 B`. */
export function exactBytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${formatExact(bytes)} B` : formatExact(bytes);
}

/** A diagnostic of `--json`: lines and columns count from 1, columns in UTF-16 units as editors do. */
export interface DiagnosticJson {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly help?: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

function diagnosticJson(lines: SourceLines, report: FileReport): DiagnosticJson {
  const start = position(lines, report.span.start);
  const end = position(lines, report.span.end);
  return {
    code: report.code,
    severity: report.severity,
    message: report.message,
    ...(report.help !== undefined && { help: report.help }),
    file: displayPath(report.uri),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** `file:line:column: error: message [code]`, as compilers write it and editors read it. */
export function diagnosticText(diagnostic: DiagnosticJson): string {
  const { file, line, column, severity, message, code, help } = diagnostic;
  const first = `${file}:${line}:${column}: ${severity}: ${message} [${code}]`;
  return help === undefined ? first : `${first}\n  ${help}`;
}

/** A file as the user would name it from where they stand. */
export function displayPath(uri: string): string {
  if (!uri.startsWith("file:")) return uri;
  const path = fileURLToPath(uri);
  const short = relative(resolvePath("."), path);
  return short.startsWith("..") ? path : short;
}

/** What is wrong with a file, and what is so wrong with the files that it imports that its figures suffer. */
export function diagnosticsOf(analysis: Analysis, imported: readonly Analysis[]): readonly DiagnosticJson[] {
  const inside = ({ module, reports }: Analysis) => reports.map((report) => diagnosticJson(module.file.lines, report));
  const below = imported.flatMap(inside).filter(({ severity }) => severity === "error");
  // The errors themselves say more than that there are some.
  const own = inside(analysis).filter(({ code }) => below.length === 0 || code !== "errors-in-import");
  return [...own, ...below];
}

function position(lines: SourceLines, offset: number): { readonly line: number; readonly column: number } {
  const index = lineAt(lines, offset);
  // Editors do not count a byte-order mark as a column.
  const start = index === 0 && lines.text.startsWith("\ufeff") ? 1 : (lines.starts[index] ?? 0);
  return { line: index + 1, column: Math.max(1, offset - start + 1) };
}

/** Totals of a net, as `cost` and `diff` print them. What is not counted is named. */
export function netTotalsJson({ totals, liveness, graph, figures }: NetCost): unknown {
  return {
    params: totals.params,
    macs: totals.macs,
    flops: totals.flops,
    weight_bytes: totals.weightBytes,
    size_bytes: totals.sizeBytes,
    peak_bytes: liveness.peakBytes,
    uncounted: graph.ops.flatMap((op, index) =>
      (figures[index]?.uncounted ?? 0) > 0 ? [{ path: op.path, op: op.operator.name }] : [],
    ),
  };
}
