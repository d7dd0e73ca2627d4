/** What commands that need a net with its numbers have in common: `export`, `run`, `eval`. */
import { isRefusal, type Refusal, readNumber, type ShownNet, type Unit } from "@lathe/engine";
import { defaultLimits, noWeights, type OpenedWeights, type RuntimeLimits } from "@lathe/host";
import { diagnosticsOf, diagnosticText, type Outcome, outcome, toJson } from "./output.ts";
import { type FileOptions, type Opened, openProject, weightsOf } from "./project.ts";

/** Options of commands that run ONNX Runtime. */
export interface LimitOptions {
  readonly timeLimit?: string;
  readonly memoryLimit?: string;
}

export interface NetFile {
  readonly kind: "net";
  readonly opened: Opened;
  readonly shown: ShownNet;
  readonly weights: OpenedWeights;
  readonly limits: RuntimeLimits;
  /** Complaints that do not stop it, for standard error. */
  readonly notes: string;
}

/** What a file that cannot be read is complained of as: weights and data that may come later. */
const unreadable = "file-unreadable";

/**
 * Opens a net without errors and its weights, which must be closed. A broken budget is no reason not to run a net; any other
 * error is, because what runs would not be what the text says. With `waitsForFiles` weights and data may be missing, and the
 * weights are then random.
 */
export async function openNet(
  file: string,
  options: FileOptions & LimitOptions,
  { waitsForFiles = false }: { readonly waitsForFiles?: boolean } = {},
): Promise<NetFile | Outcome> {
  const limits = readLimits(options);
  if (typeof limits === "string") return outcome(2, "", `${limits}\n`);
  const opened = await openProject(file, options);
  if (opened.kind !== "opened") return failure(options, opened.message, opened.kind === "usage" ? 2 : 1);
  const [shown] = opened.analysis.shown;
  if (shown === undefined || shown.kind !== "net") return failure(options, `${file} has no net.`);
  const diagnostics = diagnosticsOf(opened.analysis, opened.imported);
  const passing = ["budget-broken", ...(waitsForFiles ? [unreadable] : [])];
  const stopping = diagnostics.filter(({ severity, code }) => severity === "error" && !passing.includes(code));
  const notes = diagnostics.map((diagnostic) => `${diagnosticText(diagnostic)}\n`).join("");
  if (stopping.length > 0) {
    const said = options.json === true ? toJson({ error: { message: `${file} has errors.` }, diagnostics }) : "";
    return outcome(1, said, notes);
  }
  const found = await weightsOf(opened, shown);
  const weights = waitsForFiles && isRefusal(found) && found.code === unreadable ? noWeights : found;
  if (isRefusal(weights)) return refusalOutcome(file, options, weights);
  return { kind: "net", opened, shown, weights, limits, notes };
}

/** Random weights are never mistaken for trained ones. */
export function weightsText({ weights: { source } }: Pick<NetFile, "weights">): string {
  return source === "random" ? "random weights" : `weights from ${source}`;
}

/** A refusal as a command says it; in JSON too, so that a program need not read standard error. */
export function refusalOutcome(file: string, options: FileOptions, { message, help, code }: Refusal): Outcome {
  const text = `${file}: ${message}${/[.!?]$/.test(message) ? "" : "."}${help === undefined ? "" : `\n  ${help}`}`;
  const json = options.json === true ? toJson({ error: { code, message, ...(help !== undefined && { help }) } }) : "";
  return outcome(1, json, `${text}\n`);
}

function failure(options: FileOptions, message: string, code: 1 | 2 = 1): Outcome {
  return outcome(code, options.json === true ? toJson({ error: { message } }) : "", `${message}\n`);
}

/** `--time-limit 30s`, `--memory-limit 4GB`. */
function readLimits({ timeLimit, memoryLimit }: LimitOptions): RuntimeLimits | string {
  const seconds = timeLimit === undefined ? defaultLimits.seconds : quantity(timeLimit, "seconds");
  const bytes = memoryLimit === undefined ? defaultLimits.bytes : quantity(memoryLimit, "bytes");
  if (seconds === undefined) return `--time-limit is "${timeLimit}"; write seconds, such as 30s.`;
  if (bytes === undefined) return `--memory-limit is "${memoryLimit}"; write bytes, such as 4GB.`;
  return { seconds, bytes };
}

function quantity(text: string, unit: Unit): number | undefined {
  const read = readNumber(text);
  return isRefusal(read) || read.value <= 0 || read.unit !== unit ? undefined : read.value;
}
