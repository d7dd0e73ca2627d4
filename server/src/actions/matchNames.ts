import { isRefusal, lineAt, matchWeights, type Refusal, refuse, spanOf, type TensorFile } from "@lathe/engine";
import { type Action, insertion } from "./action.ts";
import { indentAt, lineEndOf, spanIn, statementAt } from "./tree.ts";
import { mapOf, mapText, type Pair } from "./weightMap.ts";

const codes: ReadonlySet<string> = new Set(["no-weights-match", "weight-missing", "weight-unused", "weight-misshapen"]);

export const matchNames: Action = {
  name: "matchNames",
  summary:
    "Writes the map for weights that another program has named: tensors of equal shape are matched in their order in the file and in the net.",
  example: {
    title: "Match names by order and shape: 4 tensors",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  $0weights "small.safetensors"
  y = x -> body: repeat 2 { conv(3, kernel=3) }
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  weights "small.safetensors" { "layers.*.conv.**": "body.*.**" }
  y = x -> body: repeat 2 { conv(3, kernel=3) }
  output y
}
`,
    tensors: {
      "small.safetensors": {
        "layers.0.conv.weight": [3, 3, 3, 3],
        "layers.0.conv.bias": [3],
        "layers.1.conv.weight": [3, 3, 3, 3],
        "layers.1.conv.bias": [3],
      },
    },
  },
  offers: ({ analysis, span, reports, host }) => {
    const { file, uri } = analysis.module;
    const line = lineAt(file.lines, span.start);
    const isAsked = reports.some(({ code }) => codes.has(code));
    for (const { elaborated, cost } of analysis.shown) {
      const [declared] = elaborated.declared.weights;
      if (declared === undefined || declared.place.uri !== uri || cost.graph.isIncomplete) continue;
      const { start } = spanOf(file.lines, declared.place.chunk, declared.place.at);
      const chunk = statementAt(file, start)?.chunk;
      if (!isAsked && lineAt(file.lines, start) !== line) continue;
      // A map that is there says what its author wants.
      if (chunk?.statement.kind !== "weights" || chunk.statement.body !== undefined) continue;
      const content = host.content(declared.path);
      if (isRefusal(content) || content.kind !== "tensors") continue;
      const pairs = pairsOf(cost.graph, content);
      if (!isRefusal(pairs) && pairs.length === 0) continue;
      const title = "Match names by order and shape";
      if (isRefusal(pairs)) return [{ title, kind: "quickfix", edits: [], refusal: pairs.message }];
      const { end } = spanIn(file, chunk, chunk.statement.path.at);
      const solves = reports.find(({ code }) => codes.has(code));
      return [
        {
          title: `${title}: ${pairs.length} tensors`,
          kind: "quickfix",
          ...(solves !== undefined && { solves }),
          edits: () => [
            insertion(
              end,
              mapText(mapOf(pairs, content.tensors.keys()), indentAt(file, start), lineEndOf(analysis.text)),
            ),
          ],
        },
      ];
    }
    return [];
  },
};

/**
 * Which of the tensors that the net has no use for are the weights that it lacks: the first of a shape is the first of that
 * shape. Where both sides call their last names alike (`weight`, `bias`), these are matched apart. Refuses where a shape is
 * more often on one side than on the other.
 */
function pairsOf(graph: Parameters<typeof matchWeights>[0], file: TensorFile): readonly Pair[] | Refusal {
  const { missing, misshapen, unused } = matchWeights(graph, file, []);
  const names = [...file.tensors.keys()];
  const misnamed = new Set([...unused, ...misshapen.map(({ name }) => name)]);
  const theirs = ordered(names).filter((name) => misnamed.has(name));
  const lacking = new Set([...missing, ...misshapen].map(({ name }) => name));
  const ours = [...missing, ...misshapen].sort((a, b) => graph.ops.indexOf(a.op) - graph.ops.indexOf(b.op));
  if (lacking.size === 0) return [];
  const shapes = new Map<string, { theirs: string[]; ours: string[] }>();
  const group = (shape: readonly (number | undefined)[]) => {
    const key = `[${shape.join(", ")}]`;
    const found = shapes.get(key) ?? { theirs: [], ours: [] };
    shapes.set(key, found);
    return found;
  };
  for (const name of theirs) group(file.tensors.get(name)?.shape ?? []).theirs.push(name);
  for (const { name, shape } of ours) group(shape).ours.push(name);
  const pairs: Pair[] = [];
  for (const [shape, sides] of shapes) {
    const [here, there] = [sides.ours.length, sides.theirs.length];
    if (here !== there) {
      const message = `Of the shape ${shape}, the net lacks ${here} and the file has ${there} left.`;
      return refuse("shapes-differ", message);
    }
    pairs.push(...alike(sides));
  }
  const place = new Map(ours.map(({ name }, index) => [name, index]));
  return pairs.sort(([, a], [, b]) => (place.get(a) ?? 0) - (place.get(b) ?? 0));
}

/** Files that are sorted by name have layer 10 before layer 2: there, numbers are counted. */
function ordered(names: readonly string[]): readonly string[] {
  const isSorted = names.every((name, index) => index === 0 || (names[index - 1] ?? "") <= name);
  return isSorted ? [...names].sort((a, b) => a.localeCompare(b, "en", { numeric: true })) : names;
}

function alike({ theirs, ours }: { readonly theirs: readonly string[]; readonly ours: readonly string[] }): Pair[] {
  const lastName = (name: string) => name.slice(name.lastIndexOf(".") + 1);
  const sorted = (names: readonly string[]) => names.map(lastName).sort().join();
  if (sorted(theirs) !== sorted(ours)) return ours.map((name, index) => [theirs[index] ?? "", name]);
  return ours.map((name, index) => {
    const own = lastName(name);
    const number = ours.slice(0, index).filter((other) => lastName(other) === own).length;
    return [theirs.filter((other) => lastName(other) === own)[number] ?? "", name];
  });
}
