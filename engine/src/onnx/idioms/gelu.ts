/**
 * x/2·(1 + erf(x/√2)), and its approximation x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), whatever the halving is done to. The sum
 * inside is also written as √(2/π)·x·(1 + 0.044715·x²).
 */
import { gelu as operator } from "../../operators/gelu.ts";
import type { RaisableValue } from "../facet.ts";
import { wordArgument } from "../ops/arguments.ts";
import { eitherWay, type Idiom, type IdiomNode, isNumber, isSame } from "./idiom.ts";
import { addedTo, isOp, multiplied, type Part, partOf, squared } from "./parts.ts";

export const gelu: Idiom = {
  name: "gelu",
  anchors: ["Mul", "Div"],
  match(anchor) {
    for (const { x, gate, nodes } of halves(anchor)) {
      const inner = gate.node === undefined ? undefined : addedTo(gate.node, 1);
      if (gate.node === undefined || inner?.node === undefined) continue;
      const of = byErf(inner.node, x.value) ?? byTanh(inner.node, x.value);
      if (of === undefined) continue;
      return {
        operator,
        inputs: [x.value],
        arguments: { approximate: wordArgument(of.approximate) },
        nodes: [...nodes, gate.node, inner.node, ...of.nodes],
      };
    }
    return undefined;
  },
};

interface Half {
  readonly x: Part;
  readonly gate: Part;
  readonly nodes: readonly IdiomNode[];
}

/** Every way to read a product as half of x times a gate. */
function halves(anchor: IdiomNode): readonly Half[] {
  const found: Half[] = [];
  const add = (x: Part | undefined, gate: Part | undefined, nodes: readonly IdiomNode[]) => {
    if (x !== undefined && gate !== undefined) found.push({ x, gate, nodes });
  };
  // (x·gate)/2
  const whole = multiplied(anchor, 0.5)?.node;
  if (isOp(whole, "Mul")) {
    for (const one of [0, 1]) add(partOf(whole, one), partOf(whole, 1 - one), [whole]);
  }
  if (!isOp(anchor, "Mul")) return found;
  for (const one of [0, 1]) {
    const [a, b] = [partOf(anchor, one), partOf(anchor, 1 - one)];
    // (x/2)·gate, and x·(gate/2)
    if (a?.node !== undefined) {
      add(multiplied(a.node, 0.5), b, [a.node]);
      add(b, multiplied(a.node, 0.5), [a.node]);
    }
  }
  return found;
}

interface Gate {
  readonly approximate: "none" | "tanh";
  readonly nodes: readonly IdiomNode[];
}

function byErf(node: IdiomNode, x: RaisableValue): Gate | undefined {
  const scaled = isOp(node, "Erf") ? node.from(0) : undefined;
  if (scaled === undefined || !isSame(multiplied(scaled, Math.SQRT1_2)?.value, x)) return undefined;
  return { approximate: "none", nodes: [scaled] };
}

const root = Math.sqrt(2 / Math.PI);
const cubic = 0.044715;

function byTanh(node: IdiomNode, x: RaisableValue): Gate | undefined {
  const inner = isOp(node, "Tanh") ? node.from(0) : undefined;
  const nodes = inner && (ofSum(inner, x) ?? ofProduct(inner, x));
  return nodes && { approximate: "tanh", nodes };
}

/** √(2/π)·(x + 0.044715·x³) */
function ofSum(inner: IdiomNode, x: RaisableValue): readonly IdiomNode[] | undefined {
  const sum = multiplied(inner, root)?.node;
  if (!isOp(sum, "Add")) return undefined;
  return eitherWay((one, other) => {
    const term = sum.from(other);
    const cube = multiplied(term, cubic)?.node;
    const parts = isSame(sum.input(one), x) && cube !== undefined ? cubeOf(cube, x) : undefined;
    return parts && term && cube && [inner, sum, term, cube, ...parts];
  });
}

/** √(2/π)·x·(1 + 0.044715·x²), the square taken at once or factor by factor. */
function ofProduct(inner: IdiomNode, x: RaisableValue): readonly IdiomNode[] | undefined {
  if (!isOp(inner, "Mul")) return undefined;
  return eitherWay((one, other) => {
    const [scaled, sum] = [inner.from(one), inner.from(other)];
    const term = addedTo(sum, 1)?.node;
    if (scaled === undefined || sum === undefined || term === undefined) return undefined;
    if (!isSame(multiplied(scaled, root)?.value, x)) return undefined;
    const square = multiplied(term, cubic)?.node;
    if (square !== undefined && isSame(squared(square)?.value, x)) return [inner, scaled, sum, term, square];
    if (!isOp(term, "Mul")) return undefined;
    return eitherWay((first, second) => {
      const factor = term.from(first);
      const fits = isSame(term.input(second), x) && isSame(multiplied(factor, cubic)?.value, x);
      return fits && factor !== undefined ? [inner, scaled, sum, term, factor] : undefined;
    });
  });
}

/** x³ as a power, or as a product of x and its square; the nodes inside. */
function cubeOf(node: IdiomNode, x: RaisableValue): readonly IdiomNode[] | undefined {
  if (isOp(node, "Pow")) return isSame(node.input(0), x) && isNumber(node.input(1), 3) ? [] : undefined;
  if (!isOp(node, "Mul")) return undefined;
  return eitherWay((one, other) => {
    const square = node.from(one);
    const fits = isSame(node.input(other), x) && isSame(squared(square)?.value, x);
    return fits && square !== undefined ? [square] : undefined;
  });
}
