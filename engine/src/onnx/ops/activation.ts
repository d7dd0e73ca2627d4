/** Activations that are nodes of one input. What takes several nodes where the operator set is old has an idiom to read it back. */
import {
  elu as eluOperator,
  hardsigmoid as hardsigmoidOperator,
  hardswish as hardswishOperator,
  leakyRelu as leakyReluOperator,
  mish as mishOperator,
  relu6 as relu6Operator,
  relu as reluOperator,
  selu as seluOperator,
  sigmoid as sigmoidOperator,
  silu as siluOperator,
  softplus as softplusOperator,
  tanh as tanhOperator,
} from "../../operators/activation.ts";
import { float } from "../attributes.ts";
import { firstInput, type OnnxFacet } from "../facet.ts";
import { isNearly, numberArgument } from "./arguments.ts";
import { boundsOfClip } from "./clip.ts";
import { onData } from "./operands.ts";
import { unaryFacet } from "./unary.ts";

export const relu = unaryFacet(reluOperator, "Relu");
export const sigmoid = unaryFacet(sigmoidOperator, "Sigmoid");
export const tanh = unaryFacet(tanhOperator, "Tanh");
export const softplus = unaryFacet(softplusOperator, "Softplus");

export const relu6: OnnxFacet = {
  operator: relu6Operator,
  emit(call, to) {
    const x = firstInput(call);
    return [to.node("Clip", [x.name, to.constant(x.type.dtype, 0), to.constant(x.type.dtype, 6)])];
  },
  raise: {
    Clip(node) {
      const [x, bounds] = [node.input(0), boundsOfClip(node)];
      return x !== undefined && bounds?.min === 0 && bounds.max === 6 ? { inputs: [x] } : undefined;
    },
  },
};

export const leakyRelu: OnnxFacet = {
  operator: leakyReluOperator,
  emit: (call, to) => [to.node("LeakyRelu", [firstInput(call).name], { alpha: float(Number(call.parameters.slope)) })],
  raise: {
    LeakyRelu(node) {
      const read = onData(node);
      return read && { ...read, arguments: { slope: numberArgument(node.float("alpha") ?? 0.01) } };
    },
  },
};

export const elu: OnnxFacet = {
  operator: eluOperator,
  emit: (call, to) => [to.node("Elu", [firstInput(call).name], { alpha: float(Number(call.parameters.alpha)) })],
  raise: {
    Elu(node) {
      const read = onData(node);
      return read && { ...read, arguments: { alpha: numberArgument(node.float("alpha") ?? 1) } };
    },
  },
};

/** The constants of the paper (Klambauer et al., 2017), which are ONNX's defaults; exporters write them with fewer digits. */
const seluConstants = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 };

export const selu: OnnxFacet = {
  operator: seluOperator,
  emit: (call, to) => [to.node("Selu", [firstInput(call).name])],
  raise: {
    Selu(node) {
      const { alpha, gamma } = seluConstants;
      const isUsual = isClose(node.float("alpha") ?? alpha, alpha) && isClose(node.float("gamma") ?? gamma, gamma);
      return isUsual ? onData(node) : undefined;
    },
  },
};

function isClose(value: number, expected: number): boolean {
  return Math.abs(value - expected) < 1e-5;
}

export const silu: OnnxFacet = {
  operator: siluOperator,
  emit(call, to) {
    const { name } = firstInput(call);
    return [to.node("Mul", [name, to.node("Sigmoid", [name])])];
  },
  raise: { Swish: (node) => ((node.float("alpha") ?? 1) === 1 ? onData(node) : undefined) },
};

export const mish: OnnxFacet = {
  operator: mishOperator,
  emit(call, to) {
    const { name } = firstInput(call);
    if (to.opset >= 18) return [to.node("Mish", [name])];
    return [to.node("Mul", [name, to.node("Tanh", [to.node("Softplus", [name])])])];
  },
  raise: { Mish: onData },
};

/** min(max(x/6 + 1/2, 0), 1); ONNX's own default has a slope of 0.2. */
const hardsigmoidAttributes = { alpha: float(1 / 6), beta: float(0.5) };

export const hardsigmoid: OnnxFacet = {
  operator: hardsigmoidOperator,
  emit: (call, to) => [to.node("HardSigmoid", [firstInput(call).name], hardsigmoidAttributes)],
  raise: {
    HardSigmoid(node) {
      const isUsual = isNearly(node.float("alpha") ?? 0.2, 1 / 6) && isNearly(node.float("beta") ?? 0.5, 0.5);
      return isUsual ? onData(node) : undefined;
    },
  },
};

export const hardswish: OnnxFacet = {
  operator: hardswishOperator,
  emit(call, to) {
    const { name } = firstInput(call);
    if (to.opset >= 14) return [to.node("HardSwish", [name])];
    return [to.node("Mul", [name, to.node("HardSigmoid", [name], hardsigmoidAttributes)])];
  },
  raise: { HardSwish: onData },
};
