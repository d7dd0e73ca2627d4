import { isRefusal, lineAt, weightName } from "@lathe/engine";
import { type Action, insertion, type Offer } from "./action.ts";
import {
  type Call,
  declarationOf,
  freshLabel,
  hasWeights,
  nodesOf,
  policiesOrTies,
  spanIn,
  statementAt,
  wordsOf,
} from "./tree.ts";

export const labelOp: Action = {
  name: "labelOp",
  summary: "Gives an op or a block's call a label, so that its path stays when others come before it.",
  example: {
    title: "Label it `conv1`",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> $0conv(8, kernel=3) -> relu
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv1: conv(8, kernel=3) -> relu
  output y
}
`,
  },
  offers: ({ analysis, span, reports, host }) => {
    const { file } = analysis.module;
    const report = reports.find(({ code }) => code === "label-missing");
    const offset = report?.span.start ?? span.start;
    const located = statementAt(file, offset);
    const declaration = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || declaration === undefined || policiesOrTies(analysis)) return [];
    const { chunk } = located;
    const call = labelless(located.chunk.statement.kind === "fn" ? [] : nodesOf(chunk.statement)).find((each) => {
      const { start, end } = spanIn(file, chunk, each.callee.at);
      return start <= offset && offset <= end && lineAt(file.lines, start) === lineAt(file.lines, offset);
    });
    if (call === undefined) return [];
    const paths = pathsOf(call);
    if (paths.length === 0) return [];
    const label = freshLabel(call.callee.name, wordsOf(file, declaration));
    const offer: Offer = {
      title: `Label it \`${label}\``,
      kind: report === undefined ? "refactor.rewrite" : "quickfix",
      edits: [insertion(spanIn(file, chunk, call.at).start, `${label}: `)],
      ...(report !== undefined && { solves: report }),
    };
    if (!hasWeights(analysis)) return [offer];
    if (report === undefined) return [];
    const knowing = knownByPath(paths);
    return [
      knowing === undefined
        ? offer
        : { ...offer, refusal: `"${knowing}" knows it by its number: rename it there first.` },
    ];

    /** Paths of the ops and blocks that a call has become. */
    function pathsOf({ callee }: Call): readonly string[] {
      return analysis.shown.flatMap(({ cost: { graph } }) => [
        ...graph.ops.flatMap(({ name, path }) =>
          name.chunk === chunk.chunk && name.at.first === callee.at.first ? [path] : [],
        ),
        ...graph.instances.flatMap(({ kind, place, path }) =>
          kind === "block" && place.chunk === chunk.chunk && place.at.first === callee.at.first ? [path] : [],
        ),
      ]);
    }

    /** The file of weights that has tensors of these paths. */
    function knownByPath(known: readonly string[]): string | undefined {
      const prefixes = known.map((path) => weightName(path, "."));
      return analysis.shown
        .flatMap(({ elaborated }) => elaborated.declared.weights.map(({ path }) => path))
        .find((path) => {
          const content = host.content(path);
          if (isRefusal(content) || content.kind !== "tensors") return false;
          return [...content.tensors.keys()].some((name) =>
            prefixes.some((prefix) => `${name}.`.startsWith(prefix.slice(0, -1))),
          );
        });
    }
  },
};

/** Calls that may carry a label and have none: stages, and what a binding or a pipeline begins with. */
function labelless(nodes: ReturnType<typeof nodesOf>): readonly Call[] {
  const [root] = nodes;
  const heads = nodes.flatMap((node) => (node.kind === "pipeline" ? [node.head, ...node.stages] : []));
  const stages = nodes.flatMap((node) => (node.kind === "conditional" && Array.isArray(node.then) ? node.then : []));
  const all = [...(root === undefined ? [] : [root]), ...heads, ...stages];
  return all.filter((node): node is Call => node.kind === "call" && !("label" in node && node.label !== undefined));
}
