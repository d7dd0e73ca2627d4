/** What every operator of the catalogue is in ONNX, in the catalogue's order. */
import type { Operator } from "../../operators/operator.ts";
import type { OnnxFacet } from "../facet.ts";
import { relu, sigmoid, tanh } from "./activation.ts";
import { add } from "./binary.ts";
import { conv } from "./conv.ts";
import { linear } from "./linear.ts";

const all: readonly OnnxFacet[] = [conv, linear, relu, sigmoid, tanh, add];

export const facets: ReadonlyMap<Operator, OnnxFacet> = new Map(all.map((facet) => [facet.operator, facet]));
