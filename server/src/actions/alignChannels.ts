import { formatSeconds, type SourceFile, spanOf, type syntax } from "@lathe/engine";
import type { Action, ActionRequest, Edit, Offer } from "./action.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { analysisAfter } from "./ifEdited.ts";
import { type SlowdownHere, sameTarget, slowdownsHere } from "./slowdownsHere.ts";
import { nodesOf, spanIn, statementAt } from "./tree.ts";

/** So many numbers are tried: the nearest to the layer that could be its channels. */
const tried = 3;

export const alignChannels: Action = {
  name: "alignChannels",
  summary:
    "Changes the number of channels of a layer to one that fills the vectors of the target, where a number in the text decides it.",
  example: {
    title: "Use 40 channels instead of 44: −32.8 µs on board",
    before: `net small {
  input x: f32[1, 8, 32, 32]
  target board
  y = x -> $0conv(44, kernel=3) -> relu -> conv(8, kernel=1)
  output y
}
`,
    after: `net small {
  input x: f32[1, 8, 32, 32]
  target board
  y = x -> conv(40, kernel=3) -> relu -> conv(8, kernel=1)
  output y
}
`,
    devices: [exampleBoard],
  },
  offers: (request) => slowdownsHere(request, "channels-off-alignment").flatMap((found) => offersFor(request, found)),
};

function offersFor(request: ActionRequest, found: SlowdownHere): readonly Offer[] {
  const { suggestion } = found.findings[0];
  const path = suggestion?.kind === "channels" ? found.on.cost.graph.ops[suggestion.op]?.path : undefined;
  if (suggestion?.kind !== "channels" || path === undefined) return [];
  const { channels, alignment } = suggestion;
  const { name } = found.on.target;
  const numbers = numbersAbout(request, found, suggestion.op, channels);
  return suggestion.instead.flatMap((count): readonly Offer[] => {
    for (const span of numbers) {
      const edits: readonly Edit[] = [{ span, text: String(count) }];
      const after = analysisAfter(request, edits);
      const other = after === undefined ? undefined : sameTarget(after, found);
      const layer = other?.cost.graph.ops.findIndex((op) => op.path === path);
      const kernel = other?.estimate.kernels.find(({ kernel: { ops } }) => ops[0] === layer)?.kernel;
      if (other === undefined || kernel?.extents.out !== count) continue;
      const saved = (found.on.estimate.milliseconds ?? 0) - (other.estimate.milliseconds ?? 0);
      // A table of fitted numbers knows no vectors: what becomes larger is slower there.
      const brings = saved > 0 ? `−${formatSeconds(saved / 1000)}` : `fills the vectors of ${alignment}`;
      const title = `Use ${count} channels instead of ${channels}: ${brings} on ${name}`;
      return [{ title, kind: "quickfix", edits, solves: found.report }];
    }
    return [];
  });
}

/** Where this number stands in the statement of a layer, in those around it, and in the calls of the blocks that it is in. */
function numbersAbout(
  { analysis }: ActionRequest,
  { on: { cost } }: SlowdownHere,
  index: number,
  value: number,
): readonly Edit["span"][] {
  const { file, uri } = analysis.module;
  const { graph } = cost;
  const op = graph.ops[index];
  const sites = op === undefined ? [] : [op.name];
  for (let at = op?.instance; at !== undefined; at = graph.instances[at]?.parent) {
    const instance = graph.instances[at];
    if (instance !== undefined && instance.kind !== "net") sites.push(instance.place);
  }
  const spans = sites
    .filter((site) => site.uri === uri)
    .flatMap(({ chunk, at }) => numbersAround(file, spanOf(file.lines, chunk, at).start, value));
  return [...new Map(spans.map((span) => [span.start, span])).values()].slice(0, tried);
}

function numbersAround(file: SourceFile, offset: number, value: number): readonly Edit["span"][] {
  const located = statementAt(file, offset);
  if (located === undefined) return [];
  return [located.chunk, ...located.parents.toReversed()].flatMap((chunk) =>
    nodesOf(chunk.statement)
      .filter((node) => isNumber(node, value))
      .map((node) => spanIn(file, chunk, node.at)),
  );
}

function isNumber(node: syntax.Expression | syntax.Stage, value: number): boolean {
  return node.kind === "number" && node.unit === undefined && node.value === value;
}
