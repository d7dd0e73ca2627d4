/** `docs/accuracy.md`: how wrong every table is, by cases that it has not seen. */
import type { AccuracyRow } from "./recipe.ts";

const head = `# How accurate the latencies are

Written by \`node test/accuracy/make.ts\` from published measurements; do not edit. Every figure is about cases that the numbers in question
were **not** fitted to: whole resolutions, whole widths, whole nets are held out, one group after the other, and estimated by a fit of the rest.

- **error**: mean of |estimate / measurement − 1|. **90 %**: nine of ten cases are nearer than this. **±10 %**: share of cases within.
- **MACs only**: the error of the best model that knows nothing but MACs and the cost of a run, over the same folds.
- **at random**: the error of the same model as ours where single cases are held out, not groups: what people usually report.
- **band**: measured / estimated lies between these for nine of ten such cases; it is what Lathe shows as low and high. **in it**: the
  share of held-out cases that do lie in a band made without their group.
- **asked**: the error that we wanted to stay below.

`;

export function report(rows: readonly AccuracyRow[]): string {
  const asked = rows.filter(({ goal }) => goal !== undefined);
  const others = rows.filter(({ goal }) => goal === undefined);
  return `${head}## What was asked\n\n${table(asked, true)}\n## Every other table\n\n${table(others, false)}\n`;
}

function table(rows: readonly AccuracyRow[], withGoal: boolean): string {
  const columns = [
    "device",
    "what was measured",
    "runtime, precision, threads",
    "cases",
    "held out",
    ...(withGoal ? ["asked"] : []),
    "error",
    "MACs only",
    "at random",
    "90 %",
    "±10 %",
    "rank",
    "band",
    "in it",
    "",
  ];
  const lines = rows.map((row) => {
    const { error } = row;
    const missed = row.goal !== undefined && error.mape > row.goal ? " **missed**" : "";
    return [
      row.device,
      row.set,
      `${row.key.runtime}${row.key.unit === "cpu" ? "" : ` (${row.key.unit})`}, ${row.key.precision}, ${row.key.threads}`,
      String(error.n),
      `${error.folds} × ${error.heldOut}`,
      ...(withGoal ? [row.goal === undefined ? "" : `≤ ${row.goal} %`] : []),
      `${error.mape.toFixed(2)} %${missed}`,
      percent(row.macsOnly),
      percent(row.random),
      percent(error.p90),
      percent(100 * error.within10),
      error.rank.toFixed(3),
      `${error.band[0].toFixed(2)}–${error.band[1].toFixed(2)}`,
      percent(100 * error.covered),
      row.note ?? "",
    ];
  });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(columns) + line(columns.map((_, at) => (at < 3 ? "---" : "--:"))) + lines.map(line).join("");
}

function percent(value: number | undefined): string {
  return value === undefined ? "" : `${value.toFixed(1)} %`;
}
