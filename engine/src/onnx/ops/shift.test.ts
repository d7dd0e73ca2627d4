import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";

const nodes = (stage: string) => written(`input x: f32[4, 8, 2, 2]\noutput y = x -> relu -> ${stage}`);

it("pads and cuts moved channels in time", () => {
  expect(nodes("shift(segments=4)")).toEqual([
    "Relu",
    "Reshape",
    "Slice",
    "Pad",
    "Slice",
    "Pad",
    "Slice",
    "Concat",
    "Reshape",
  ]);
});

it("is nothing where no channel moves", () => {
  expect(nodes("shift(0.1, segments=4) -> tanh")).toEqual(["Relu", "Tanh"]);
});
