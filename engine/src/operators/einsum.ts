import { type Dim, productDims } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { elements, formatTensor } from "../base/tensor.ts";
import { input, output } from "./links.ts";
import { type AxisMember, type Count, operator, product, type ShapedTensor } from "./operator.ts";
import { text } from "./parameter.ts";
import { agree, commonDtype, disagreement, joins } from "./shapes.ts";

export const einsum = operator({
  name: "einsum",
  family: "linear",
  summary:
    'Products summed over the letters that the result does not have: "bij,bjk->bik" is a batched matrix product.',
  example: `input a: f32[1, 8, 128, 64]
input b: f32[1, 8, 96, 64]
y = einsum(a, b, equation="nhid,nhjd->nhij")
output y`,
  inputs: [{ name: "xs", doc: "one tensor for each term of the equation", takes: "number", variadic: { minimum: 1 } }],
  parameters: { equation: text("letters for the axes of each tensor, and behind -> those of the result") },
  formula: "the product of the extents of all letters; of more than two tensors, taken from left to right",
  arithmetic: "of one tensor alone, an addition for each element that is summed away; else none",
  storage: "fresh",
  quantization: { kind: "arithmetic" },
  apply(xs, { equation }) {
    const dtype = commonDtype(xs, "einsum");
    if (isRefusal(dtype)) return dtype;
    const read = readEquation(equation, xs);
    if (isRefusal(read)) return read;
    const { terms, result, extents } = read;
    const extentOf = (letter: string): Dim => extents.get(letter) ?? 1;
    const y = { dtype, shape: result.map(extentOf) };
    const { macs, arithmetic } = count(terms, result, extentOf, elements(y));
    return {
      outputs: [y],
      macs,
      arithmetic,
      axes: () =>
        [...extents].map(([letter, size]) => ({
          size,
          members: [
            ...terms.flatMap((term, index) => placesOf(term, letter).map((axis): AxisMember => input(index, axis))),
            ...placesOf(result, letter).map((axis) => output(axis)),
          ],
        })),
    };
  },
});

interface Equation {
  readonly terms: readonly (readonly string[])[];
  readonly result: readonly string[];
  readonly extents: ReadonlyMap<string, Dim>;
}

function readEquation(equation: string, xs: readonly ShapedTensor[]): Equation | Refusal {
  const [left = "", right, ...more] = equation.replaceAll(" ", "").split("->");
  const terms = left.split(",").map((term) => [...term]);
  const letters = terms.flat();
  const result = right === undefined ? lettersOnce(letters) : [...right];
  const strange = [...letters, ...result].find((letter) => !/^[A-Za-z]$/.test(letter));
  if (strange !== undefined || more.length > 0) {
    return refuseEquation(
      equation,
      strange === "."
        ? "it leaves axes open with `...`"
        : `it has ${strange === undefined ? "two arrows" : `\`${strange}\``} in it`,
    );
  }
  if (terms.length !== xs.length)
    return refuseEquation(equation, `it has ${terms.length} terms for ${xs.length} tensors`);
  const foreign = result.find((letter, i) => !letters.includes(letter) || result.indexOf(letter) !== i);
  if (foreign !== undefined)
    return refuseEquation(equation, `its result has \`${foreign}\` twice, or no tensor has it`);
  const extents = new Map<string, Dim>();
  for (const [index, x] of xs.entries()) {
    const term = terms[index] ?? [];
    if (term.length !== x.shape.length) {
      return refuseEquation(equation, `\`${term.join("")}\` has ${term.length} letters for ${formatTensor(x)}`);
    }
    for (const [axis, letter] of term.entries()) {
      const extent = x.shape[axis] ?? 1;
      const before = extents.get(letter) ?? extent;
      const both = agree(before, extent);
      if (both === undefined)
        return refuseEquation(equation, `the extents of \`${letter}\` are ${disagreement(before, extent)}`);
      extents.set(letter, both);
    }
  }
  return { terms, result, extents };
}

/** Without an arrow the result has the letters that stand once, in alphabetical order. */
function lettersOnce(letters: readonly string[]): readonly string[] {
  return letters.filter((letter) => letters.indexOf(letter) === letters.lastIndexOf(letter)).sort();
}

/** Tensors are multiplied from left to right; a letter is summed away as soon as nothing behind needs it. */
function count(
  terms: readonly (readonly string[])[],
  result: readonly string[],
  extentOf: (letter: string) => Dim,
  results: Dim,
): { readonly macs: Count; readonly arithmetic: Count } {
  const [first = [], ...others] = terms;
  if (others.length === 0) {
    const summed = [...new Set(first)].filter((letter) => !result.includes(letter));
    const perResult = productDims(summed.map(extentOf));
    const additions = joins(perResult);
    return {
      macs: [],
      arithmetic: summed.length === 0 ? [] : [product(["results", results], ["additions", additions])],
    };
  }
  let sofar = first;
  const macs = others.map((term, i) => {
    const letters = [...new Set([...sofar, ...term])];
    const needed = new Set([...others.slice(i + 1).flat(), ...result]);
    sofar = letters.filter((letter) => needed.has(letter));
    return product(...letters.map((letter) => [letter, extentOf(letter)] as const));
  });
  return { macs, arithmetic: [] };
}

function placesOf(letters: readonly string[], letter: string): readonly number[] {
  return [...letters.keys()].filter((axis) => letters[axis] === letter);
}

function refuseEquation(equation: string, why: string): Refusal {
  return refuse("bad-equation", `The equation "${equation}" does not fit: ${why}.`, {
    help: 'Write one letter per axis, a comma between tensors, and the result behind an arrow: "bij,bjk->bik".',
    parameter: "equation",
  });
}
