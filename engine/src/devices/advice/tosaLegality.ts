import { type TosaViolation, tosaViolations } from "../tosa.ts";
import type { Advice, AdviceSubject, Finding } from "./advice.ts";

const rules: readonly TosaViolation["rule"][] = [
  "operator",
  "type",
  "rank",
  "bytes",
  "kernel",
  "stride",
  "padding",
  "scale",
  "operands",
];

export const tosaLegality: Advice = {
  name: "tosaLegality",
  codes: rules.map((rule) => `tosa-${rule}`),
  summary: "What an accelerator for TOSA's base profile at level 8K cannot take, by the rule that is broken.",
  run: (subject) => {
    const { cost, target, precision } = subject;
    if (target.device.legality !== "tosa-base-8k") return [];
    const byRule = new Map<string, TosaViolation[]>();
    for (const violation of tosaViolations(cost.graph, precision === undefined ? {} : { precision })) {
      const key = `${violation.rule} ${violation.limit}`;
      const known = byRule.get(key);
      if (known === undefined) byRule.set(key, [violation]);
      else known.push(violation);
    }
    return [...byRule.values()].flatMap((violations) => finding(subject, violations));
  },
};

function finding({ cost, target }: AdviceSubject, violations: readonly TosaViolation[]): readonly Finding[] {
  const [first] = violations;
  if (first === undefined) return [];
  const path = cost.graph.ops[first.op]?.path ?? "";
  const others = new Set(violations.map(({ op }) => op)).size - 1;
  const more = others === 0 ? "" : ` So it is with ${others} other${others === 1 ? "" : "s"}.`;
  return [
    {
      code: `tosa-${first.rule}`,
      severity: "warning",
      ops: [...new Set(violations.map(({ op }) => op))],
      message: `${target.name} cannot take \`${path}\`: ${first.message}${more}`,
      help: first.help,
      ...(isFloat(first) && { suggestion: { kind: "int8" as const } }),
    },
  ];
}

/** Whether integers of 8 bits would do. */
function isFloat({ rule, value }: TosaViolation): boolean {
  return rule === "type" && typeof value === "string" && /^(?:bf|f)\d+$/.test(value);
}
