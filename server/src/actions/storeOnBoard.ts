import { formatBytes, type NetOnTarget, spanOf, targetText, tosaViolations } from "@lathe/engine";
import type { Action, Offer } from "./action.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { analysisAfter, lineBelow, statesPrecision } from "./ifEdited.ts";
import { type SlowdownHere, sameTarget, slowdownsHere } from "./slowdownsHere.ts";

export const storeOnBoard: Action = {
  name: "storeOnBoard",
  summary:
    "Adds a policy that stores a net in 8 bits on a board whose SRAM or flash it exceeds, where it fits then, or on an accelerator of integers; where no precision is stated.",
  example: {
    title: "Store all in `@int8` on board: the weights take 295 KB instead of 1.18 MB",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  target $0board
  y = x -> flatten -> linear(96)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  target board
  policy board { "**": @int8 }
  y = x -> flatten -> linear(96)
  output y
}
`,
    devices: [exampleBoard],
  },
  offers: (request) =>
    slowdownsHere(request, "exceeds-sram", "exceeds-flash", "tosa-type").flatMap((found): readonly Offer[] => {
      const { net, on, report, findings } = found;
      const { name } = on.target;
      const declared = net.elaborated.declared.targets.find(
        (target) => targetText(target.name, target.settings) === name,
      );
      if (findings[0].suggestion?.kind !== "int8" || declared === undefined || statesPrecision(on.cost)) return [];
      const { lines, chunk, at } = declared.place;
      const edit = lineBelow(
        request,
        spanOf(lines, chunk, at).start,
        "target",
        `policy ${declared.name} { "**": @int8 }`,
      );
      const after = edit === undefined ? undefined : analysisAfter(request, [edit]);
      const other = after === undefined ? undefined : sameTarget(after, found);
      const change = other === undefined ? undefined : changeText(found, other);
      if (edit === undefined || change === undefined) return [];
      const title = `Store all in \`@int8\` on ${name}: ${change}`;
      return [{ title, kind: "quickfix", edits: [edit], solves: report }];
    }),
};

/** What is better on the target then; undefined where that is not enough. */
function changeText({ on, report }: SlowdownHere, after: NetOnTarget): string | undefined {
  if (report.code === "tosa-type") return typesText(on, after);
  const { memory } = after;
  if (memory === undefined || on.memory === undefined) return undefined;
  if (report.code === "exceeds-flash") {
    const [now, then] = [on.memory.weightsBytes, memory.weightsBytes].map(formatBytes);
    return memory.fitsFlash === true ? `the weights take ${then} instead of ${now}` : undefined;
  }
  const [now, then] = [on.memory.arena.arenaBytes, memory.arena.arenaBytes].map(formatBytes);
  return memory.fitsSram === true ? `the arena takes ${then} instead of ${now}` : undefined;
}

function typesText(on: NetOnTarget, after: NetOnTarget): string | undefined {
  const [now, then] = [on, after].map(
    ({ cost }) => tosaViolations(cost.graph).filter(({ rule }) => rule === "type").length,
  );
  if (now === undefined || then === undefined || then >= now) return undefined;
  return then === 0 ? "it takes the types of all ops" : `of ${now} ops in other types ${then} are left`;
}
