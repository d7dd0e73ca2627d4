import { ownPrecision } from "../lower.ts";
import { runtimeOf } from "../runtimes/index.ts";
import type { Advice } from "./advice.ts";
import { targetName } from "./words.ts";

export const unsupportedOperator: Advice = {
  name: "unsupportedOperator",
  codes: ["unsupported-operator"],
  summary: "Ops that the target's runtime cannot run; their time is missing in the estimate.",
  run: ({ cost: { graph }, estimate, target, precision }) => {
    const runtime = runtimeOf(target.key.runtime);
    return estimate.unsupported.flatMap(({ op: index, reason }) => {
      const op = graph.ops[index];
      // What only has no figures is another advice's.
      if (op === undefined || runtime.refuses(op, precision ?? ownPrecision(op)) === undefined) return [];
      const message = `\`${op.path}\` does not run on ${targetName(target)}: ${reason}. Its time is missing in the estimate.`;
      const help = `Say it with other operators, or run it before or behind the net.`;
      return [{ code: "unsupported-operator", severity: "warning" as const, ops: [index], message, help }];
    });
  },
};
