import { lineAt, type Site, type syntax } from "@lathe/engine";
import { type Action, insertion, type Offer } from "./action.ts";
import { keepingPaths } from "./paths/keepingPaths.ts";
import {
  type Call,
  declarationOf,
  freshLabel,
  isCall,
  nodesOf,
  partsOf,
  spanIn,
  statementAt,
  wordsOf,
} from "./tree.ts";

export const labelOp: Action = {
  name: "labelOp",
  summary:
    "Gives an op or a block's call a label, so that its path stays when others come before it. Policies, maps of weights and ties go along, here and in files that import it.",
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
  offers: (request) => {
    const { analysis, span, reports } = request;
    const { file } = analysis.module;
    const report = reports.find(({ code }) => code === "label-missing");
    const offset = report?.span.start ?? span.start;
    const located = statementAt(file, offset);
    const declaration = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || declaration === undefined) return [];
    const { chunk } = located;
    const call = labelless(chunk.statement).find((each) => {
      const { start, end } = spanIn(file, chunk, each.callee.at);
      return start <= offset && offset <= end && lineAt(file.lines, start) === lineAt(file.lines, offset);
    });
    if (call === undefined) return [];
    if (!isRun(call)) return [];
    const label = freshLabel(call.callee.name, wordsOf(file, declaration));
    const offer: Offer = {
      title: `Label it \`${label}\``,
      kind: report === undefined ? "refactor.rewrite" : "quickfix",
      edits: [insertion(spanIn(file, chunk, call.at).start, `${label}: `)],
      ...(report !== undefined && { solves: report }),
    };
    return [keepingPaths(request, offer)];

    /** Whether a call has become an op or a block of a net: arithmetic has not. */
    function isRun({ callee }: Call): boolean {
      const isHere = (place: Site) => place.chunk === chunk.chunk && place.at.first === callee.at.first;
      return analysis.shown.some(
        ({ cost: { graph } }) =>
          graph.ops.some(({ name }) => isHere(name)) ||
          graph.instances.some(({ kind, place }) => kind === "block" && isHere(place)),
      );
    }
  },
};

/** Calls that may carry a label and have none: stages, and what a value or a pipeline begins with. */
function labelless(statement: syntax.Statement): readonly Call[] {
  const nodes = nodesOf(statement);
  const heads = nodes.flatMap((node) => (node.kind === "pipeline" ? [node.head, ...node.stages] : []));
  const stages = nodes.flatMap((node) =>
    node.kind === "conditional" ? [node.then, node.otherwise].flatMap((arm) => ("kind" in arm ? [] : arm)) : [],
  );
  const all = [...partsOf(statement).nodes, ...heads, ...stages];
  return all.filter(isCall).filter((call) => !("label" in call && call.label !== undefined));
}
