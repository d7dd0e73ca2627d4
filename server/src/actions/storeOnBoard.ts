import { formatBytes, spanOf, targetText } from "@lathe/engine";
import type { Action, Offer } from "./action.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { analysisAfter, lineBelow, statesPrecision } from "./ifEdited.ts";
import { sameTarget, slowdownsHere } from "./slowdownsHere.ts";

export const storeOnBoard: Action = {
  name: "storeOnBoard",
  summary:
    "Adds a policy that stores a net in 8 bits on a board whose SRAM or flash it exceeds, where it fits then and no precision is stated.",
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
    slowdownsHere(request, "exceeds-sram", "exceeds-flash").flatMap((found): readonly Offer[] => {
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
      const memory = after === undefined ? undefined : sameTarget(after, found)?.memory;
      if (edit === undefined || memory === undefined || on.memory === undefined) return [];
      const isSram = report.code === "exceeds-sram";
      if ((isSram ? memory.fitsSram : memory.fitsFlash) !== true) return [];
      const change = isSram
        ? `the arena takes ${formatBytes(memory.arena.arenaBytes)} instead of ${formatBytes(on.memory.arena.arenaBytes)}`
        : `the weights take ${formatBytes(memory.weightsBytes)} instead of ${formatBytes(on.memory.weightsBytes)}`;
      const title = `Store all in \`@int8\` on ${name}: ${change}`;
      return [{ title, kind: "quickfix", edits: [edit], solves: report }];
    }),
};
