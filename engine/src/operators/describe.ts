/** An operator in words, for whatever shows it: hovers, completion, the reference. */
import type { Operator, Quantization, Storage } from "./operator.ts";

/** How it is called: `x -> conv(out, kernel, stride=1, pad=…)`, `add(a, b)`, `param(shape)`. */
export function signature({ name, inputs, parameters }: Operator): string {
  const given = Object.entries(parameters).map(([parameter, { default: value }]) =>
    value.kind === "required" ? parameter : `${parameter}=${isValue(value.text) ? value.text : "…"}`,
  );
  const [data] = inputs;
  if (inputs.length === 1 && data?.variadic === undefined) {
    return `${data?.name} -> ${name}${given.length === 0 ? "" : `(${given.join(", ")})`}`;
  }
  const tensors = inputs.map((input) => (input.variadic === undefined ? input.name : `…${input.name}`));
  return `${name}(${[...tensors, ...given].join(", ")})`;
}

/** Whether the text of a default may stand in a call; others are phrases that say how the value follows. */
function isValue(text: string): boolean {
  return text.length <= 12 && !/\s/.test(text);
}

/** Where its result lives; a phrase in lower case without a full stop. */
export function memoryText(storage: Storage): string {
  switch (storage) {
    case "view":
      return "none; the result is a view of the data";
    case "in-place":
      return "writes over an operand of equal size that dies there";
    case "in-place-where-supported":
      return "writes over an operand at least as large that dies there, where the target's runtime does";
    case "fresh":
      return "its own for each result";
    case "weight":
      return "none among activations; the result is stored like weights";
  }
}

/** How integers reach it; a phrase in lower case without a full stop. */
export function integersText(quantization: Quantization): string {
  switch (quantization.kind) {
    case "weighted": {
      const byAxis = Map.groupBy(Object.entries(quantization.channelAxis), ([, axis]) => axis);
      const axes = [...byAxis].map(
        ([axis, weights]) => `axis ${axis} of ${weights.map(([weight]) => `\`${weight}\``).join(", ")}`,
      );
      return `weights have a scale per channel (${axes.join("; ")}), results one per tensor`;
    }
    case "arithmetic":
      return "computes in integers, with one scale per tensor";
    case "transparent":
      return "passes integers on with their scale";
    case "folded":
      return "becomes part of the operator with weights before it";
    case "float":
      return "computes in float on every runtime";
  }
}
