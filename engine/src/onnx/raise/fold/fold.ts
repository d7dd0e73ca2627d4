/** Nodes whose results are known before the model runs: arithmetic on stored numbers and on shapes, and moved weights. */
import type { Folded, FoldNode } from "./contract.ts";
import { elementwise } from "./elementwise.ts";
import { moves } from "./moves.ts";
import { reductions } from "./reductions.ts";
import { shapes } from "./shapes.ts";
import { storedTensors } from "./storedTensors.ts";

/**
 * What the results of a node are, as far as they are known; undefined where the node has to run. An element of a result may be
 * unknown although others are known: a shape of which one extent is `?`.
 */
export function fold(node: FoldNode): readonly Folded[] | undefined {
  const { op, domain } = node.node;
  if (domain !== "") return undefined;
  return own(shapes, op)?.(node) ?? foldSmall(node) ?? own(storedTensors, op)?.(node);
}

function foldSmall(node: FoldNode): readonly Folded[] | undefined {
  const { op } = node.node;
  const isKnown = node.inputs.every((input) => input === undefined || input.small !== undefined);
  if (!isKnown) return undefined;
  return (own(moves, op) ?? own(elementwise, op) ?? own(reductions, op))?.(node);
}

/** An operator may be called like something that every object has. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
