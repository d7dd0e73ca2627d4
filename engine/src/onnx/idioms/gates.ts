/**
 * x times a gate of x: silu x·sigmoid(x), mish x·tanh(softplus(x)), hardswish x·hardsigmoid(x); and hardsigmoid itself,
 * min(max(x + 3, 0), 6)/6.
 */
import {
  hardsigmoid as hardsigmoidOperator,
  hardswish as hardswishOperator,
  mish as mishOperator,
  silu as siluOperator,
} from "../../operators/activation.ts";
import type { Operator } from "../../operators/operator.ts";
import type { RaisableValue } from "../facet.ts";
import { isNearly } from "../ops/arguments.ts";
import { boundsOfClip } from "../ops/clip.ts";
import { eitherWay, from, type Idiom, type IdiomNode, isNumber, isSame } from "./idiom.ts";
import { addedTo, isOp, multiplied } from "./parts.ts";

/** The nodes of a gate, of which `node` is the last; undefined where it is none of x. */
type Gate = (node: IdiomNode, x: RaisableValue) => readonly IdiomNode[] | undefined;

export const silu = gated("silu", siluOperator, (node, x) =>
  isOp(node, "Sigmoid") && isSame(node.input(0), x) ? [node] : undefined,
);

export const mish = gated("mish", mishOperator, (node, x) => {
  const inner = isOp(node, "Tanh") ? from(node, 0, "Softplus") : undefined;
  return inner !== undefined && isSame(inner.input(0), x) ? [node, inner] : undefined;
});

export const hardsigmoid: Idiom = {
  name: "hardsigmoid",
  anchors: ["Mul", "Div"],
  match(anchor) {
    const ramp = multiplied(anchor, 1 / 6)?.node;
    const x = ramp && rampOf(ramp);
    return x && ramp && { operator: hardsigmoidOperator, inputs: [x.x], nodes: [ramp, ...x.nodes] };
  },
};

export const hardswish = gated("hardswish", hardswishOperator, (node, x) => {
  if (isOp(node, "HardSigmoid")) {
    const isUsual = isNearly(node.float("alpha") ?? 0.2, 1 / 6) && isNearly(node.float("beta") ?? 0.5, 0.5);
    return isUsual && isSame(node.input(0), x) ? [node] : undefined;
  }
  const ramp = multiplied(node, 1 / 6)?.node;
  const of = ramp && rampOf(ramp);
  return ramp && of && isSame(of.x, x) ? [node, ramp, ...of.nodes] : undefined;
});

/** x times the ramp first, and the sixth of that. */
export const hardswishOfProduct: Idiom = {
  name: "hardswish of a product",
  anchors: ["Mul", "Div"],
  match(anchor) {
    const product = multiplied(anchor, 1 / 6)?.node;
    if (!isOp(product, "Mul")) return undefined;
    return eitherWay((one, other) => {
      const [x, ramp] = [product.input(one), product.from(other)];
      const of = ramp && rampOf(ramp);
      if (x === undefined || ramp === undefined || of === undefined || !isSame(of.x, x)) return undefined;
      return { operator: hardswishOperator, inputs: [x], nodes: [product, ramp, ...of.nodes] };
    });
  },
};

function gated(name: string, operator: Operator, gate: Gate): Idiom {
  return {
    name,
    anchors: ["Mul"],
    match: (anchor) =>
      eitherWay((one, other) => {
        const [x, node] = [anchor.input(one), anchor.from(other)];
        const nodes = x === undefined || node === undefined ? undefined : gate(node, x);
        return x && nodes && { operator, inputs: [x], nodes };
      }),
  };
}

/** min(max(x + 3, 0), 6), as one node or as a minimum of a relu. */
function rampOf(node: IdiomNode): { readonly x: RaisableValue; readonly nodes: readonly IdiomNode[] } | undefined {
  const limited = limitedTo6(node);
  const sum = limited?.inner;
  const x = addedTo(sum, 3)?.value;
  return limited && sum && x && { x, nodes: [...limited.nodes, sum] };
}

function limitedTo6(
  node: IdiomNode,
): { readonly inner: IdiomNode | undefined; readonly nodes: readonly IdiomNode[] } | undefined {
  if (isOp(node, "Clip")) {
    const bounds = boundsOfClip(node);
    return bounds?.min === 0 && bounds.max === 6 ? { inner: node.from(0), nodes: [] } : undefined;
  }
  if (!isOp(node, "Min") || node.inputCount !== 2) return undefined;
  return eitherWay((one, other) => {
    const relu = from(node, one, "Relu");
    return relu !== undefined && isNumber(node.input(other), 6) ? { inner: relu.from(0), nodes: [relu] } : undefined;
  });
}
