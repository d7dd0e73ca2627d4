/** Layer and root mean square normalisation, which differ in the function. */
import { isRefusal } from "../../base/report.ts";
import { layernorm as layernormOperator } from "../../operators/layernorm.ts";
import { rmsnorm as rmsnormOperator } from "../../operators/rmsnorm.ts";
import { hole, type Literal, literal, named, py, call as python } from "../code.ts";
import { inputOf, pytorchFacet, type WrittenCall } from "../facet.ts";
import { axesOf, moduleOf } from "./common.ts";

interface Parameters {
  readonly axis: number;
  readonly eps: number;
  readonly affine: boolean;
}

export const layernorm = pytorchFacet(layernormOperator, (call) => write(call, "nn.LayerNorm", "F.layer_norm", 1e-5));

// PyTorch's own default is the least difference of its type.
export const rmsnorm = pytorchFacet(rmsnormOperator, (call) => write(call, "nn.RMSNorm", "F.rms_norm"));

function write(call: WrittenCall<Parameters>, module: string, plain: string, byDefault?: Literal) {
  const x = inputOf(call);
  const { axis, eps, affine } = call.parameters;
  const [first = 0] = axesOf([axis], x.type.shape.length);
  if (!affine) {
    const extents = `${x.text}.shape[${first - x.type.shape.length}:]`;
    return { forward: python(plain, [x.text, extents], [named("eps", eps, byDefault)]) };
  }
  const shape = x.type.shape.slice(first).map(call.size);
  const [only] = shape;
  const built = moduleOf(
    module,
    [hole("features", literal(shape.length === 1 && only !== undefined ? only : shape))],
    [named("eps", eps, byDefault)],
    call.dtype,
  );
  return isRefusal(built) ? built : { module: built, forward: py`${call.self}(${x.text})` };
}
