/** `lathe check FILE`: what is wrong with a file, and whether its budgets hold. */
import { judge, type ShownNet } from "@lathe/engine";
import { diagnosticsOf, diagnosticText, type Outcome, outcome, toJson } from "../output.ts";
import { type FileOptions, openProject } from "../project.ts";
import { sarif } from "../sarif.ts";

export interface CheckOptions extends FileOptions {
  readonly format?: string;
}

const formats = ["text", "json", "sarif"] as const;

export async function check(file: string, options: CheckOptions): Promise<Outcome> {
  const wanted = options.json === true ? "json" : (options.format ?? "text");
  const format = formats.find((known) => known === wanted);
  if (format === undefined) {
    return outcome(2, "", `--format is "${wanted}"; it must be "${formats.join('", "')}".\n`);
  }
  const opened = await openProject(file, options);
  if (opened.kind !== "opened") return outcome(opened.kind === "usage" ? 2 : 1, "", `${opened.message}\n`);
  const { analysis } = opened;
  const diagnostics = diagnosticsOf(analysis, opened.imported);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const code = errors > 0 ? 1 : 0;
  const nets = analysis.shown.filter(({ kind }) => kind === "net");
  const budgets = nets.flatMap(budgetsJson);
  switch (format) {
    case "json":
      return outcome(code, toJson({ weights: nets[0]?.weights ?? "random", diagnostics, budgets }));
    case "sarif":
      return outcome(code, toJson(sarif(file, diagnostics)));
    case "text": {
      const count = analysis.nets.length === 1 ? "1 net" : `${analysis.nets.length} nets`;
      const kept = budgets.filter(({ ok }) => ok === true).length;
      const limits = budgets.length === 0 ? "" : `, ${kept} of ${budgets.length} limits kept`;
      const verdict =
        errors === 0
          ? `${file}: ${count}, no errors${limits}.`
          : `${file}: ${errors} error${errors === 1 ? "" : "s"}${limits}.`;
      return outcome(code, [...diagnostics.map(diagnosticText), verdict].map((line) => `${line}\n`).join(""));
    }
  }
}

interface BudgetJson {
  readonly net: string;
  readonly target: string | null;
  readonly metric: string;
  readonly limit: number;
  /** Null where it is not known; then so is `ok`. */
  readonly value: number | null;
  readonly ok: boolean | null;
  /** Of an estimate: the band. */
  readonly low?: number;
  readonly high?: number;
}

function budgetsJson(shown: ShownNet): readonly BudgetJson[] {
  const verdicts = shown.elaborated.declared.budgets.flatMap((budget) => judge(budget, shown) ?? []);
  return verdicts.map(({ metric, target = null, limit, value = null, ok = null, figure }) => {
    const base = { net: shown.name, target, metric: metric.name, limit, value, ok };
    const [low, high] = figure?.band ?? [];
    return low === undefined || high === undefined ? base : { ...base, low, high };
  });
}
