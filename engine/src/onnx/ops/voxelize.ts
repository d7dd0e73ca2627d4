import { mulDim } from "../../base/dim.ts";
import { isRefusal, refuse } from "../../base/report.ts";
import { voxelize as operator } from "../../operators/voxelize.ts";
import { bytesOfNumbers } from "../../weights/numbers.ts";
import { tensorOfBytes } from "../../weights/tensor.ts";
import { int, text } from "../attributes.ts";
import { onnxFacet } from "../facet.ts";
import { cellStrides, placesInCube } from "./cube.ts";
import { cast } from "./operands.ts";

export const voxelize = onnxFacet(operator, {
  emit(call, to) {
    const [x, points] = call.inputs;
    const { resolution } = call.parameters;
    if (x === undefined || points === undefined) throw new Error(`${call.path} has too few inputs`);
    if (to.opset < 16) {
      return refuse("not-in-onnx", "no node before opset 16 adds up the features in a cell", {
        help: "Choose opset 16 or newer.",
      });
    }
    const [batch = 1, channels = 1, count = 1] = x.type.shape;
    const cells = mulDim(resolution, mulDim(resolution, resolution));
    const places = placesInCube(to, points, resolution);
    const strides = cellStrides(to, resolution);
    const sumsShape = to.extents([batch, channels, cells]);
    const countsShape = to.extents([batch, 1, cells]);
    const onesShape = to.extents([batch, 1, count]);
    const stretched = to.extents([1, channels, 1]);
    const cube = to.extents([batch, channels, resolution, resolution, resolution]);
    if (isRefusal(places)) return places;
    if (isRefusal(strides)) return strides;
    if (isRefusal(sumsShape)) return sumsShape;
    if (isRefusal(countsShape)) return countsShape;
    if (isRefusal(onesShape)) return onesShape;
    if (isRefusal(stretched)) return stretched;
    if (isRefusal(cube)) return cube;

    const nearest = cast(to, to.node("Round", [places]), "f32", "i64");
    const [xs, ys, zs] = to.nodes("Split", [nearest, to.constant("i64", [1, 1, 1])], 3, { axis: int(1) });
    const [outer, middle] = strides;
    const planes = to.node("Add", [to.node("Mul", [xs, outer]), to.node("Mul", [ys, middle])]);
    const cell = to.node("Add", [planes, zs]);

    const adding = { axis: int(2), reduction: text("add") };
    const features = cast(to, x.name, x.type.dtype, "f32");
    const spread = to.node("Expand", [cell, stretched]);
    const sums = to.node("ScatterElements", [to.node("ConstantOfShape", [sumsShape]), spread, features], adding);
    const one = tensorOfBytes("f32", [1], bytesOfNumbers("f32", [1]));
    const ones = to.node("ConstantOfShape", [onesShape], {
      value: { kind: "tensor", tensor: { kind: "tensor", tensor: one } },
    });
    const counts = to.node("ScatterElements", [to.node("ConstantOfShape", [countsShape]), cell, ones], adding);
    const means = to.node("Div", [sums, to.node("Max", [counts, to.constant("f32", 1)])]);
    return [to.node("Reshape", [cast(to, means, "f32", x.type.dtype), cube])];
  },
  raise: {},
});
