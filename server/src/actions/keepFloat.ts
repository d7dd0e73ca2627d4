import { type Applied, formatSeconds, type Op, spanOf } from "@lathe/engine";
import { type Action, type ActionRequest, type Edit, insertion, type Offer } from "./action.ts";
import { exampleBoard } from "./exampleBoard.ts";
import { analysisAfter } from "./ifEdited.ts";
import { type SlowdownHere, slowdownsHere } from "./slowdownsHere.ts";

export const keepFloat: Action = {
  name: "keepFloat",
  summary:
    "Keeps ops in float that are slower in 8 bits on the target, or the whole target where its settings ask for 8 bits.",
  example: {
    title: "Keep `y.conv` in float: −147 µs on board",
    before: `net small {
  input x: f32[1, 8, 32, 32]
  target board
  y = x -> $0conv(40, kernel=3) @int8
  output y
}
`,
    after: `net small {
  input x: f32[1, 8, 32, 32]
  target board
  y = x -> conv(40, kernel=3) @float
  output y
}
`,
    devices: [exampleBoard],
  },
  offers: (request) =>
    slowdownsHere(request, "int8-slower").flatMap((found): readonly Offer[] => {
      const [{ suggestion, milliseconds = 0 }] = found.findings;
      const { target, cost } = found.on;
      const brings = `−${formatSeconds(milliseconds / 1000)}`;
      const base = { kind: "quickfix" as const, solves: found.report };
      if (suggestion?.kind === "variant") {
        const edits = inPrecision(request, found, suggestion.precision);
        const title = `Look at \`${target.device.id}\` in ${suggestion.precision}: ${brings}`;
        return edits === undefined || analysisAfter(request, edits) === undefined ? [] : [{ ...base, title, edits }];
      }
      if (suggestion?.kind !== "float") return [];
      const ops = suggestion.ops.flatMap((index) => cost.graph.ops[index] ?? []);
      const edits = editsFor(request, found, ops);
      const others = ops.length > 1 ? ` and ${ops.length - 1} more` : "";
      const title = `Keep \`${ops[0]?.path}\`${others} in float: ${brings} on ${target.name}`;
      return edits === undefined || analysisAfter(request, edits) === undefined ? [] : [{ ...base, title, edits }];
    }),
};

/** `precision=int8` in the target's settings. */
function inPrecision(
  { analysis: { text } }: ActionRequest,
  { report: { span } }: SlowdownHere,
  precision: string,
): readonly Edit[] | undefined {
  const settings = /^\w+\s*\([^)]*\)/.exec(text.slice(span.start))?.[0] ?? "";
  const found = /(precision\s*=\s*)"?int8"?/.exec(settings);
  if (found === null) return undefined;
  const [whole, before = ""] = found;
  const start = span.start + found.index;
  return [{ span: { start, end: start + whole.length }, text: `${before}${precision}` }];
}

/**
 * What asks for 8 bits asks for float instead where it holds for these ops alone; else `@float` stands at each of them. Undefined where
 * that is in another file.
 */
function editsFor({ analysis }: ActionRequest, { on }: SlowdownHere, ops: readonly Op[]): readonly Edit[] | undefined {
  const { uri, file } = analysis.module;
  const wanted = new Set(ops);
  const edits = new Map<number, Edit>();
  for (const op of ops) {
    const applied = precisionOf(op);
    const governed = on.cost.graph.ops.filter((other) => isSame(precisionOf(other), applied));
    if (applied !== undefined && governed.every((other) => wanted.has(other))) {
      if (applied.place.uri !== uri) return undefined;
      const span = spanOf(file.lines, applied.place.chunk, applied.place.at);
      edits.set(span.start, { span, text: "@float" });
    } else {
      if (op.name.uri !== uri) return undefined;
      const { end } = spanOf(file.lines, op.name.chunk, op.whole);
      edits.set(end, insertion(end, " @float"));
    }
  }
  return [...edits.values()];
}

function precisionOf({ annotations }: Op): Applied | undefined {
  return annotations.find(({ reading }) => reading.kind === "precision");
}

/** Whether two annotations are the same piece of the text. */
function isSame(a: Applied | undefined, b: Applied | undefined): boolean {
  return a !== undefined && b !== undefined && a.place.chunk === b.place.chunk && a.place.at.first === b.place.at.first;
}
