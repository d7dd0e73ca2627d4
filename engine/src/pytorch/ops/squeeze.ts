/** Axes of extent 1, dropped and added. */
import { squeeze as squeezeOperator } from "../../operators/squeeze.ts";
import { unsqueeze as unsqueezeOperator } from "../../operators/unsqueeze.ts";
import { inputOf, pytorchFacet } from "../facet.ts";
import { axesOf } from "./common.ts";

export const squeeze = pytorchFacet(squeezeOperator, (call) => {
  const x = inputOf(call);
  // From the last one on, so that the others keep their places.
  const axes = axesOf(call.parameters.axis, x.type.shape.length).toSorted((a, b) => b - a);
  return { forward: [`${x.text}${axes.map((axis) => `.squeeze(${axis})`).join("")}`] };
});

export const unsqueeze = pytorchFacet(unsqueezeOperator, (call) => {
  const x = inputOf(call);
  const { axis } = call.parameters;
  const axes = axesOf(axis, x.type.shape.length + axis.length).toSorted((a, b) => a - b);
  return { forward: [`${x.text}${axes.map((each) => `.unsqueeze(${each})`).join("")}`] };
});
