/** `lathe check FILE`: what is wrong with a file, and whether its budgets hold. */
import { diagnosticsOf, diagnosticText, type Outcome, outcome, targetNote, toJson } from "../output.ts";
import { type FileOptions, openProject } from "../project.ts";

export interface CheckOptions extends FileOptions {
  readonly format?: string;
}

export function check(file: string, options: CheckOptions): Outcome {
  const format = options.json === true ? "json" : (options.format ?? "text");
  if (format !== "text" && format !== "json") {
    return outcome(2, "", `--format ${format} is not in this version yet; use "text" or "json".\n`);
  }
  const opened = openProject(file, options);
  if (opened.kind !== "opened") return outcome(opened.kind === "usage" ? 2 : 1, "", `${opened.message}\n`);
  const { analysis } = opened;
  const diagnostics = diagnosticsOf(analysis, opened.imported);
  const note = targetNote(options.target);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const code = errors > 0 ? 1 : 0;
  // Budgets are read, but not yet in effect: none is judged, and none is claimed to hold.
  if (format === "json") return outcome(code, toJson({ weights: "random", diagnostics, budgets: [] }), note);
  const nets = analysis.nets.length === 1 ? "1 net" : `${analysis.nets.length} nets`;
  const verdict = errors === 0 ? `${file}: ${nets}, no errors.` : `${file}: ${errors} error${errors === 1 ? "" : "s"}.`;
  return outcome(code, [...diagnostics.map(diagnosticText), verdict].map((line) => `${line}\n`).join(""), note);
}
