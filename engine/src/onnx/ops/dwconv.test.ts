import { expect, it } from "vitest";
import { written } from "../../../../test/kit/nodes.ts";
import { exportText } from "../../../../test/kit/onnx.ts";
import { isRefusal } from "../../base/report.ts";
import { int } from "../attributes.ts";

it("is a convolution with a group for each channel", () => {
  const model = exportText("net a {\ninput x: f32[1, 6, 8, 8]\noutput y = x -> dwconv(kernel=3)\n}");
  if (isRefusal(model)) throw new Error(model.message);
  expect(model.graph.nodes.map(({ op }) => op)).toEqual(["Conv"]);
  expect(model.graph.nodes[0]?.attributes.get("group")).toEqual(int(6));
});

it("refuses channels that only a sample fixes", () => {
  expect(written("dim C = 4\ninput x: f32[1, C, 8, 8]\noutput y = x -> dwconv(kernel=3)")).toContain("`channels` is C");
});
