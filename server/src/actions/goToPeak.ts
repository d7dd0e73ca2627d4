import { formatBytes, placeOfTensor, spanOf } from "@lathe/engine";
import type { Action, Offer } from "./action.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { slowdownsHere } from "./slowdownsHere.ts";

/** So many of the largest tensors are offered. */
const offered = 3;

export const goToPeak: Action = {
  name: "goToPeak",
  summary:
    "Leads from an arena that a board's SRAM does not hold to the largest tensors alive where the most is; the text stays.",
  example: {
    title: "Go to `a.conv`, 393 KB of 524 KB at the peak on board",
    before: `net small {
  input x: f32[1, 3, 64, 64]
  target board
  a = x -> conv(24, kernel=3)
  y = a -> $0conv(8, kernel=1)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 64, 64]
  target board
  a = x -> conv(24, kernel=3)
  y = a -> conv(8, kernel=1)
  output y
}
`,
    devices: [exampleBoard],
  },
  offers: (request) =>
    slowdownsHere(request, "exceeds-sram").flatMap(({ on, report }): readonly Offer[] => {
      const { peak } = on.memory ?? {};
      if (peak === undefined) return [];
      const largest = [...peak.live].sort((a, b) => b.bytes - a.bytes).slice(0, offered);
      const { uri, file } = request.analysis.module;
      return largest.flatMap(({ path, bytes }): readonly Offer[] => {
        const site = placeOfTensor(on.cost.graph, path, uri);
        if (site === undefined) return [];
        const goTo = spanOf(file.lines, site.chunk, site.at);
        const title = `Go to \`${path}\`, ${formatBytes(bytes)} of ${formatBytes(peak.bytes)} at the peak on ${on.target.name}`;
        return [{ title, kind: "quickfix", edits: [], goTo, solves: report }];
      });
    }),
};
