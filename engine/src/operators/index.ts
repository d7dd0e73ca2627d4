/** Every operator of the catalogue, in the order of the reference. */
import { conv } from "./conv.ts";
import type { Operator } from "./operator.ts";

export const operators: readonly Operator[] = [conv];

export const operatorsByName: ReadonlyMap<string, Operator> = new Map(operators.map((operator) => [operator.name, operator]));
