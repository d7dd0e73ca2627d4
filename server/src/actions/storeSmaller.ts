import { isAtLeast, isRefusal, type ShownNet, type Verdict } from "@lathe/engine";
import type { Action } from "./action.ts";
import { brokenLimits } from "./brokenLimits.ts";
import { analysisAfter, lineBelow, statesPrecision } from "./ifEdited.ts";

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
      if (!stored.has(metric.name) || isAtLeast(cost) || statesPrecision(cost)) return [];
      for (const name of precisions) {
        const edit = lineBelow(request, report.span.start, "budget", `policy { "**": @${name} }`);
        // A policy can be an error for other reasons, such as a net in which nothing is stored in floats.
        const solved = report.severity === "error" ? 1 : 0;
        const after = edit === undefined ? undefined : analysisAfter(request, [edit], { solved });
        const shown = after?.shown.find((each) => each.kind === "net" && each.name === broken.net.name);
        const figure = shown === undefined ? undefined : figureAfter(shown, verdict);
        if (edit === undefined || figure === undefined || figure > limit) continue;
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
