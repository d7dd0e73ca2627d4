import { type Analysis, isAtLeast, isRefusal, type ShownNet, type Verdict } from "@lathe/engine";
import { type Action, type ActionRequest, applyEdits, type Edit, insertion } from "./action.ts";
import { type BrokenLimit, brokenLimits } from "./brokenLimits.ts";
import { indentAt, lineEndOf, statementAt, wholeOf } from "./tree.ts";

/** Precisions that figures follow today, the one that changes numbers least first. */
const precisions = ["fp16", "int8"] as const;

/** What is counted in bytes as they are stored. */
const stored: ReadonlySet<string> = new Set(["size", "peak"]);

export const storeSmaller: Action = {
  name: "storeSmaller",
  summary:
    "Adds a policy that stores a net in 16 bits, or else in 8, where that keeps a limit of `size` or `peak` and no precision is stated.",
  example: {
    title: "Store all in `@fp16`: size 12.3 MB becomes 6.15 MB",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  budget { $0size <= 8MB }
  y = x -> flatten -> linear(1000)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  budget { size <= 8MB }
  policy { "**": @fp16 }
  y = x -> flatten -> linear(1000)
  output y
}
`,
  },
  offers: (request) =>
    brokenLimits(request).flatMap((broken) => {
      const { report, cost, verdict, value } = broken;
      const { metric, limit } = verdict;
      if (!stored.has(metric.name) || isAtLeast(cost) || statesPrecision(broken)) return [];
      for (const name of precisions) {
        const edit = policyBelow(request, report.span.start, name);
        const after = edit === undefined ? undefined : analysisAfter(request, [edit]);
        const shown = after?.shown.find((each) => each.kind === "net" && each.name === broken.net.name);
        const figure = shown === undefined ? undefined : figureAfter(shown, verdict);
        if (edit === undefined || after === undefined || figure === undefined || figure > limit) continue;
        // A policy can be an error for other reasons, such as a net in which nothing is stored in floats.
        const solved = report.severity === "error" ? 1 : 0;
        if (errorCount(after) > errorCount(request.analysis) - solved) continue;
        const change = `${metric.name} ${metric.format(value)} becomes ${metric.format(figure)}`;
        return [{ title: `Store all in \`@${name}\`: ${change}`, kind: "quickfix", edits: [edit], solves: report }];
      }
      return [];
    }),
};

/** The figure of a limit in the edited net, on the target where it was broken. */
function figureAfter(shown: ShownNet, { metric, target }: Verdict): number | undefined {
  const on = target === undefined ? undefined : shown.on(target);
  if (on === undefined || isRefusal(on) || metric.on === undefined) return metric.of?.(shown.cost);
  const figure = metric.on(on);
  return isRefusal(figure) ? undefined : figure.value;
}

function statesPrecision({ cost: { graph } }: BrokenLimit): boolean {
  return graph.ops.some(({ annotations }) => annotations.some(({ reading }) => reading.kind === "precision"));
}

/** The policy on a line of its own below the budget in which an offset stands. */
function policyBelow({ analysis }: ActionRequest, offset: number, precision: string): Edit | undefined {
  const { file } = analysis.module;
  const located = statementAt(file, offset);
  const budget = [...(located?.parents ?? []), ...(located === undefined ? [] : [located.chunk])].findLast(
    ({ statement }) => statement.kind === "budget",
  );
  if (budget === undefined) return undefined;
  const { start, end } = wholeOf(file, budget);
  const comment = /^[ \t]*#[^\r\n]*/.exec(analysis.text.slice(end))?.[0].length ?? 0;
  const text = `${lineEndOf(analysis.text)}${indentAt(file, start)}policy { "**": @${precision} }`;
  return insertion(end + comment, text);
}

function analysisAfter({ analysis: { uri, text }, host }: ActionRequest, edits: readonly Edit[]): Analysis | undefined {
  return host.withTexts(new Map([[uri, applyEdits(text, edits)]])).analyse(uri);
}

function errorCount({ reports }: Analysis): number {
  return reports.filter(({ severity }) => severity === "error").length;
}
