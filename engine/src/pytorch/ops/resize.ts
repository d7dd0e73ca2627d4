import { isRefusal, refuse } from "../../base/report.ts";
import { resize as operator } from "../../operators/resize.ts";
import { type Code, float, hole, join, literal, named, py, call as python } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { extentsOf, spatialRank } from "./common.ts";

const modes = {
  nearest: ["nearest", "nearest", "nearest"],
  linear: ["linear", "bilinear", "trilinear"],
  cubic: ["bicubic", "bicubic", undefined],
} as const;

export const resize = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { scale, size, mode, align_corners } = call.parameters;
  const rank = spatialRank(x);
  const name = modes[mode][rank - 1];
  if (name === undefined || (mode === "nearest" && align_corners)) {
    const why = name === undefined ? "cubic over three spatial dims" : "nearest with `align_corners`";
    return refuse("not-in-pytorch", `PyTorch does not resize ${why}`, { help: "Use another mode." });
  }
  // PyTorch has cubic over two spatial dims alone: of one, a second of extent 1 is added.
  const isWidened = mode === "cubic" && rank === 1;
  let target: Code;
  if (size === undefined) {
    const factors = scale?.values ?? [];
    const all = factors.length === rank ? factors : Array.from({ length: rank }, () => factors[0] ?? 1);
    const [first = 1] = all;
    const isOne = !isWidened && all.every((factor) => factor === first);
    const list = isWidened ? [1, ...all] : all;
    target = py`scale_factor=${hole("scale", literal(isOne ? first : list.map(float)))}`;
  } else {
    const parts = extentsOf(
      call,
      size.length === rank ? size : Array.from({ length: rank }, () => size[0] ?? 1),
      "size",
    );
    if (isRefusal(parts)) return parts;
    target = py`size=[${join(isWidened ? ["1", ...parts] : parts, ", ")}]`;
  }
  const data = isWidened ? `${x.text}.unsqueeze(2)` : x.text;
  const names = [named("mode", name, "nearest"), named("align_corners", align_corners, false)];
  const resized = python("F.interpolate", [data, target], names);
  return { forward: isWidened ? py`${resized}.squeeze(2)` : resized };
});
