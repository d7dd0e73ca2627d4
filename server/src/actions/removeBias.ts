import { evaluateDim, formatExact, lineAt, productDims, type ShownNet } from "@lathe/engine";
import type { Action, Edit } from "./action.ts";
import { argumentInsertion, type Call, isCall, nodesOf, spanIn, statementAt, textIn } from "./tree.ts";

export const removeBias: Action = {
  name: "removeBias",
  summary: "Leaves out a bias that the batch norm behind it takes away again with the mean.",
  example: {
    title: "Leave out the bias before `bn`: saves 64 params",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> $0conv(64, kernel=3) -> bn -> relu
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(64, kernel=3, bias=false) -> bn -> relu
  output y
}
`,
  },
  offers: ({ analysis, span }) => {
    const { file } = analysis.module;
    const chunk = statementAt(file, span.start)?.chunk;
    // Trained weights hold a bias that is not nothing.
    if (chunk === undefined || analysis.shown.some(({ elaborated }) => elaborated.declared.weights.length > 0))
      return [];
    const lineOf = (offset: number) => lineAt(file.lines, offset);
    return nodesOf(chunk.statement)
      .filter(isCall)
      .flatMap((call) => {
        if (lineOf(spanIn(file, chunk, call.callee.at).start) !== lineOf(span.start)) return [];
        const edit = withoutBias(call);
        const saved = edit === undefined ? undefined : biasBeforeNorm(call);
        if (edit === undefined || saved === undefined) return [];
        const title = `Leave out the bias before \`bn\`: saves ${formatExact(saved)} params`;
        return [{ title, kind: "refactor.rewrite", edits: [edit] }];
      });

    /** How many numbers the biases of a call are in the net that shows it; undefined unless a `bn` alone follows everywhere. */
    function biasBeforeNorm(call: Call): number | undefined {
      const all = analysis.shown.map((shown) => biasIn(shown, call));
      if (all.some((found) => found === "needed")) return undefined;
      return all.find((found) => typeof found === "number");
    }

    function biasIn({ cost: { graph } }: ShownNet, call: Call): number | "needed" | undefined {
      const ops = graph.ops.filter(({ name }) => name.chunk === chunk?.chunk && name.at.first === call.callee.at.first);
      if (ops.length === 0) return undefined;
      const outputs = new Set(ops.flatMap((op) => op.outputs));
      if (
        graph.outputs.some(({ tensor }) => outputs.has(tensor)) ||
        graph.states.some(({ next }) => next !== undefined && outputs.has(next))
      )
        return "needed";
      const followed = new Set<number>();
      for (const op of graph.ops) {
        for (const input of op.inputs) {
          if (!outputs.has(input)) continue;
          if (op.operator.name !== "bn" || followed.has(input)) return "needed";
          followed.add(input);
        }
      }
      if (followed.size < outputs.size) return "needed";
      const samples = new Map(graph.dims.map(({ name, sample }) => [name, sample]));
      let saved = 0;
      for (const op of ops) {
        const bias = op.call.weights?.find(({ name, role }) => name === "bias" && role === "learned");
        if (bias === undefined || op.operator.parameters.bias === undefined) return "needed";
        if (op.tied === undefined) saved += evaluateDim(productDims(bias.shape), samples) ?? 0;
      }
      return saved;
    }

    /** `bias=false`, or in place of `bias=true`; undefined where something else decides. */
    function withoutBias(call: Call): Edit | undefined {
      if (chunk === undefined) return undefined;
      const stated = call.arguments.find(({ name }) => name?.name === "bias");
      if (stated === undefined) return argumentInsertion(file, chunk, call, "bias=false");
      return textIn(file, chunk, stated.value.at) === "true"
        ? { span: spanIn(file, chunk, stated.value.at), text: "false" }
        : undefined;
    }
  },
};
