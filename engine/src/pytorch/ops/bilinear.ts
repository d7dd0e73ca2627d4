import { isRefusal } from "../../base/report.ts";
import { bilinear as operator } from "../../operators/bilinear.ts";
import { hole, named, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const bilinear = pytorchFacet(operator, (call) => {
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  const module = moduleOf(
    "nn.Bilinear",
    [
      hole("in1_features", call.size(a.type.shape.at(-1) ?? 1)),
      hole("in2_features", call.size(b.type.shape.at(-1) ?? 1)),
      hole("out_features", call.size(call.parameters.out)),
    ],
    [named("bias", call.parameters.bias, true)],
    call.dtype,
  );
  return isRefusal(module) ? module : { module, forward: py`${call.self}(${a.text}, ${b.text})` };
});
