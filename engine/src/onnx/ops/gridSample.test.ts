import { expect, it } from "vitest";
import { raised, value, written } from "../../../../test/kit/nodes.ts";
import { int, text } from "../attributes.ts";
import { gridSample } from "./gridSample.ts";

const body = "input x: f32[1, 2, 5, 5]\ninput g: f32[1, 3, 3, 2]\noutput y = grid_sample(x, g)";

it("is one node since opset 16", () => {
  expect(written(body, { opset: 16 })).toEqual(["GridSample"]);
  expect(written(body, { opset: 13 })).toContain("opset 13 has no GridSample");
});

it("refuses volumes before opset 20", () => {
  const volumes = "input x: f32[1, 2, 5, 5, 5]\ninput g: f32[1, 3, 3, 3, 3]\noutput y = grid_sample(x, g)";
  expect(written(volumes)).toContain("opset 17 has no GridSample");
});

it("is read by both names of its modes", () => {
  const inputs = [value("f32", [1, 2, 5, 5]), value("f32", [1, 3, 3, 2])];
  for (const mode of ["bilinear", "linear"]) {
    const read = raised(gridSample, "GridSample", inputs, { mode: text(mode), align_corners: int(1) });
    expect(read?.arguments).toEqual({
      mode: { kind: "string", value: "linear" },
      padding_mode: { kind: "string", value: "zeros" },
      align_corners: { kind: "bool", value: true },
    });
  }
});
