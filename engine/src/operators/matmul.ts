import { type Dim, formatDim } from "../base/dim.ts";
import { isRefusal, refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { broadcastLinks, input, output } from "./links.ts";
import { operator, product } from "./operator.ts";
import { agree, broadcast, commonDtype, disagreement, refuseRank } from "./shapes.ts";

export const matmul = operator({
  name: "matmul",
  family: "linear",
  summary: "The matrix product of the last two axes; the axes before them broadcast.",
  example: `input q: f32[1, 8, 128, 64]
input k: f32[1, 8, 64, 128]
y = matmul(q, k)
output y`,
  inputs: [
    { name: "a", doc: "left matrices, […, M, K]", takes: "number" },
    { name: "b", doc: "right matrices, […, K, N]", takes: "number" },
  ],
  parameters: {},
  formula: "outputs × K",
  arithmetic: "none",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply([a, b]) {
    const [rows, left] = a.shape.slice(-2);
    const [right, columns] = b.shape.slice(-2);
    if (rows === undefined || left === undefined) return refuseRank(a, "matmul", "matrices […, M, K]");
    if (right === undefined || columns === undefined) return refuseRank(b, "matmul", "matrices […, K, N]");
    const dtype = commonDtype([a, b], "matmul");
    if (isRefusal(dtype)) return dtype;
    const inner: Dim | undefined = agree(left, right);
    if (inner === undefined) {
      return refuse(
        "shapes-do-not-fit",
        `\`matmul\` of ${formatTensor(a)} and ${formatTensor(b)}: the inner extents are ${disagreement(left, right)}.`,
        { help: `The second operand needs […, ${formatDim(left)}, N]; \`transpose\` may be missing.` },
      );
    }
    const batch = broadcast([a.shape.slice(0, -2), b.shape.slice(0, -2)], "matmul");
    if (isRefusal(batch)) return batch;
    const y = { dtype, shape: [...batch, rows, columns] };
    const [aRank, bRank, yRank] = [a.shape.length, b.shape.length, y.shape.length];
    return {
      outputs: [y],
      macs: [product(["outputs", elements(y)], ["inner", inner])],
      axes: () => [
        ...broadcastLinks(
          [a, b].map(({ dtype, shape }) => ({ dtype, shape: shape.slice(0, -2) })),
          batch,
        ),
        { size: rows, members: [input(0, aRank - 2), output(yRank - 2)] },
        { size: inner, members: [input(0, aRank - 1), input(1, bRank - 2)] },
        { size: columns, members: [input(1, bRank - 1), output(yRank - 1)] },
      ],
    };
  },
});
