import { operatorsByName, type SourceChunk, type SourceFile, type syntax } from "@lathe/engine";
import { type Action, type Edit, insertion } from "./action.ts";
import { declarationOf, freshName, isCall, nodesIn, nodesOf, spanIn, statementAt, textIn, valueNames } from "./tree.ts";

/** Statements whose numbers say what a net computes. */
const computing: ReadonlySet<syntax.Statement["kind"]> = new Set([
  "binding",
  "return",
  "output",
  "expression",
  "stages",
]);

export const literalToParameter: Action = {
  name: "literalToParameter",
  summary: "Makes a number a parameter of the net or block around it, with the number as its default.",
  example: {
    title: "Make `64` the parameter `out` of `small`",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv($064, kernel=3)
  output y
}
`,
    after: `net small(out: int = 64) {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(out, kernel=3)
  output y
}
`,
  },
  offers: ({ analysis, span }) => {
    const { file, declarations } = analysis.module;
    const located = statementAt(file, span.start);
    const declaration = located === undefined ? undefined : declarationOf(located);
    if (located === undefined || declaration === undefined || !computing.has(located.chunk.statement.kind)) return [];
    const { chunk } = located;
    const found = numberAt();
    const statement = declaration.statement;
    if (found === undefined || (statement.kind !== "net" && statement.kind !== "block")) return [];
    const { number, wanted } = found;
    const text = textIn(file, chunk, number.at);
    const name = freshName(wanted, valueNames(declaration));
    const parameter = `${name}: ${number.isFloat ? "float" : "int"} = ${text}`;
    return [
      {
        title: `Make \`${text}\` the parameter \`${name}\` of \`${statement.name.name}\``,
        kind: "refactor.extract",
        edits: [
          addedParameter(file, declaration, statement, parameter),
          { span: spanIn(file, chunk, number.at), text: name },
        ],
      },
    ];

    /** The number under the cursor, among the arguments of a call or as the count of a repeat, and what it may be called. */
    function numberAt() {
      for (const node of nodesOf(chunk.statement).toReversed()) {
        if (isCall(node)) {
          for (const [index, argument] of node.arguments.entries()) {
            const number = under(argument.value);
            if (number === undefined) continue;
            const isWhole = number === argument.value;
            return {
              number,
              wanted: (isWhole ? (argument.name?.name ?? positional(node.callee.name, index)) : undefined) ?? "value",
            };
          }
        } else if (node.kind === "repeat" || node.kind === "collect") {
          const number = under(node.source);
          if (number !== undefined) return { number, wanted: number === node.source ? "depth" : "value" };
        }
      }
      return undefined;
    }

    function under(value: syntax.Expression) {
      const nodes = nodesIn(value);
      if (nodes.some(({ kind }) => kind === "choose" || kind === "index")) return undefined;
      for (const node of nodes) {
        if (node.kind !== "number" || node.unit !== undefined) continue;
        const { start, end } = spanIn(file, chunk, node.at);
        if (start <= span.start && span.start <= end) return node;
      }
      return undefined;
    }

    /** What the callee calls its argument at this position. */
    function positional(callee: string, index: number): string | undefined {
      const declared = declarations.get(callee)?.statement;
      if (declared !== undefined && "parameters" in declared) {
        return declared.parameters.filter(({ type }) => type !== undefined).at(index)?.name.name;
      }
      return Object.keys(operatorsByName.get(callee)?.parameters ?? {})[index];
    }
  },
};

function addedParameter(
  file: SourceFile,
  declaration: SourceChunk,
  { name, parameters }: syntax.NetDeclaration | syntax.BlockDeclaration,
  parameter: string,
): Edit {
  const last = parameters.at(-1);
  if (last !== undefined) return insertion(spanIn(file, declaration, last.at).end, `, ${parameter}`);
  const { end } = spanIn(file, declaration, name.at);
  const open = /^\s*\(/.exec(file.lines.text.slice(end))?.[0];
  return open === undefined ? insertion(end, `(${parameter})`) : insertion(end + open.length, parameter);
}
