import { isRefusal } from "../../base/report.ts";
import { embedding as operator } from "../../operators/embedding.ts";
import { hole, py } from "../code.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { moduleOf } from "./common.ts";

export const embedding = pytorchFacet(operator, (call) => {
  const x = inputOf(call);
  const { count, features } = call.parameters;
  const module = moduleOf(
    "nn.Embedding",
    [hole("count", call.size(count)), hole("features", call.size(features))],
    [],
    call.dtype,
  );
  if (isRefusal(module)) return module;
  const indices = x.type.dtype === "i64" ? x.text : `${x.text}.long()`;
  return { module, forward: py`${call.self}(${indices})` };
});
