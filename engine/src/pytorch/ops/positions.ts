import { isRefusal } from "../../base/report.ts";
import { positions as operator } from "../../operators/positions.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const positions = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { length, features } = call.parameters;
  const width = call.size(features ?? x.type.shape.at(-1) ?? 1);
  const module = moduleOf("nn.Embedding", [hole("length", call.size(length)), hole("features", width)], [], call.dtype);
  if (isRefusal(module)) return module;
  return { module, forward: py`${x.text} + ${call.self}.weight[:${x.text}.size(-2)]` };
});
