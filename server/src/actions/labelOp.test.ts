import { describe, expect, it } from "vitest";
import { afterwards, itsExample, offersAt, titlesAt } from "../../../test/kit/actions.ts";
import { labelOp } from "./labelOp.ts";

const net = (line: string) => `net n {\n  input x: f32[1, 3, 8, 8]\n  ${line}\n  output y\n}\n`;
const numbered = `net n {
  input x: f32[1, 3, 8, 8]
  weights "w.safetensors"
  y = x -> conv(3, kernel=3) -> $0conv(3, kernel=3)
  output y
}
`;

describe("labelling an op", () => {
  itsExample(labelOp);

  it("takes a label that is free", () => {
    expect(afterwards(labelOp, net("y = x -> conv1: conv(3, kernel=3) -> $0conv(3, kernel=3)"))).toContain(
      "-> conv1: conv(3, kernel=3) -> conv2: conv(3, kernel=3)",
    );
    expect(afterwards(labelOp, net("y = $0conv(x, 3, kernel=3)"))).toContain("y = conv1: conv(x, 3, kernel=3)");
  });

  it("labels any stage of a repeat's body", () => {
    expect(afterwards(labelOp, net("y = x -> repeat 2 { conv(3, kernel=3) -> $0bn }"))).toContain("-> bn1: bn }");
  });

  it("is for what has none, and is an op", () => {
    expect(titlesAt(labelOp, net("y = x -> conv1: $0conv(3, kernel=3)"))).toEqual([]);
    expect(titlesAt(labelOp, net("y = x -> conv($0max(3, 4), kernel=3)"))).toEqual([]);
  });

  it("answers the hint, and renames in the map what the file of weights knows by its number", () => {
    const [offer] = offersAt(labelOp, numbered, { tensors: { "w.safetensors": { other: [1] } } });
    expect(offer).toMatchObject({ kind: "quickfix", solves: { code: "label-missing" } });
    const tensors = { "w.safetensors": { "y.conv.weight": [3, 3, 3, 3], "y.conv_2.weight": [3, 3, 3, 3] } };
    const after = afterwards(labelOp, numbered, undefined, { tensors });
    expect(after).toContain('weights "w.safetensors" { "y.conv_2.**": "conv1.**" }');
    expect(after).toContain("conv1: conv(3, kernel=3)\n");
  });

  it("is refused while the names in the file of weights are not known", () => {
    expect(offersAt(labelOp, numbered)[0]?.refusal).toContain('"w.safetensors" is still being read');
  });
});
