/**
 * The operator contract: everything that Lathe wants to know of an operator, it answers for itself. Nobody else asks
 * "is it a convolution?": if you need that question, this contract lacks an answer.
 *
 * An operator is data (name, docs, inputs, parameters) and one function, `apply`, that answers for one call: result
 * types, weights, cost, axes. What it becomes in other layers (ONNX, PyTorch) stands in a file of its name there.
 */
import { type Dim, isUnknown, mulDim, sumDims } from "../base/dim.ts";
import { isRefusal, type Refusal } from "../base/report.ts";
import { type Dtype, isFloat, isInteger, type TensorType } from "../base/tensor.ts";
import type { Value } from "../base/value.ts";
import type { Parameters, ParameterValues } from "./parameter.ts";

/** A tensor whose rank is known; single dims may still be symbolic or unknown. */
export interface ShapedTensor extends TensorType {
  readonly shape: readonly Dim[];
}

/** A leading tensor argument of an operator. */
export interface Input {
  readonly name: string;
  readonly doc: string;
  /** Which element types are taken: integer data into a float operator is an error that offers a `cast`. */
  readonly takes: "float" | "number" | "integer" | "bool" | "any";
  /** A plain number may stand here (`x * 2`): it becomes a constant of rank 0. */
  readonly scalar?: true;
  /** Any number of tensors, at least `minimum`; only as the last input. */
  readonly variadic?: { readonly minimum: number };
}

/** Whether an input that takes such data takes this element type. */
export function takesElements(kind: Input["takes"], dtype: Dtype): boolean {
  switch (kind) {
    case "float":
      return isFloat(dtype);
    case "number":
      return isFloat(dtype) || isInteger(dtype);
    case "integer":
      return isInteger(dtype);
    case "bool":
      return dtype === "bool";
    case "any":
      return true;
  }
}

/** What a stored tensor is: `learned` is counted as params, `statistic` (running mean) and `buffer` are only stored. */
export type WeightRole = "learned" | "statistic" | "buffer";

export interface Weight {
  /** As PyTorch names it: `weight`, `bias`, `running_mean`, `out_proj.weight`; empty for the op's own path (`param`). */
  readonly name: string;
  readonly shape: readonly Dim[];
  readonly role: WeightRole;
  /** How it is drawn when there are no trained weights; `kaiming` is He's uniform over the fan-in. */
  readonly initial: "kaiming" | "normal" | "zeros" | "ones";
  /** Stated values in row-major order, or one for all elements; they stand where no trained weights replace them. */
  readonly values?: number | readonly number[];
  /** Where it is not the op's own float type. */
  readonly dtype?: Dtype;
}

/** One product of named factors, so that a hover can show the formula with its numbers. */
export interface Product {
  readonly factors: readonly (readonly [name: string, amount: Dim])[];
}

/** A sum of products. Empty means zero, and that is a claim: use `uncounted` where the amount is not known. */
export type Count = readonly Product[];

export function product(...factors: readonly (readonly [name: string, amount: Dim])[]): Product {
  return { factors };
}

/** The sum of the products; unknown if a factor is. */
export function amountOf(count: Count): Dim {
  return sumDims(count.map(({ factors }) => factors.reduce<Dim>((total, [, amount]) => mulDim(total, amount), 1)));
}

/**
 * How the channels of one call hang together: entry `c` (0 ≤ c < size) lives at every member, and removing it at all of
 * them leaves a valid smaller call. At a member it is the elements `offset + (o·size + c)·inner + r` along `axis`, for all
 * 0 ≤ o < outer and 0 ≤ r < inner. A member `parameter` is an argument that states the extent (`out` of a convolution):
 * it shrinks by outer·inner with every entry; of a list, the entry `index` does. A member `argument` is a tensor among the
 * parameters. The same elements may stand in several links (heads, and channels of each head): then either may be followed.
 */
export interface AxisLink {
  readonly size: Dim;
  readonly members: readonly AxisMember[];
}

export type AxisMember =
  | (AxisPlace & { readonly kind: "input"; readonly index: number })
  | (AxisPlace & { readonly kind: "output"; readonly index: number })
  | (AxisPlace & { readonly kind: "weight"; readonly name: string })
  | (AxisPlace & { readonly kind: "argument"; readonly name: string })
  | {
      readonly kind: "parameter";
      readonly name: string;
      readonly index?: number;
      readonly outer?: Dim;
      readonly inner?: Dim;
    };

/** Where entries lie along one axis of a tensor; without more, entry c is element c. */
export interface AxisPlace {
  readonly axis: number;
  readonly offset?: Dim;
  readonly outer?: Dim;
  readonly inner?: Dim;
}

/**
 * Where a result lives. `view`: in its first input, at no cost. `in-place`: it may write over an operand of equal size
 * that dies there. `in-place-where-supported`: over an operand at least as large, where the target's runtime does
 * (depthwise convolution). `fresh`: always in memory of its own. `weight`: it is a stored tensor itself (`param`,
 * `constant`), so it takes no memory for activations.
 */
export type Storage = "view" | "in-place" | "in-place-where-supported" | "fresh" | "weight";

/**
 * How integers reach the operator. `weighted`: weights per channel along the named axis, activations per tensor.
 * `arithmetic`: activations only. `transparent`: values pass unchanged, so do their scales. `folded`: a scale and a shift
 * per channel, which become part of the weighted op before them. `float`: stays in float.
 */
export type Quantization =
  | { readonly kind: "weighted"; readonly channelAxis: Readonly<Record<string, number>> }
  | { readonly kind: "arithmetic" | "transparent" | "folded" | "float" };

/** What `apply` answers for one call. What is left out is none. */
export interface Answer {
  readonly outputs: readonly ShapedTensor[];
  readonly weights?: readonly Weight[];
  /** Multiply-accumulates. */
  readonly macs?: Count;
  /** All other arithmetic operations: FLOPs = 2 × MACs + these. */
  readonly arithmetic?: Count;
  /** What `counting paper` counts instead of `macs`. */
  readonly paperMacs?: Count;
  /** Bytes read and written, where that is not those of inputs, weights and results. */
  readonly traffic?: Dim;
  /** Where it differs from the operator's `storage`. */
  readonly storage?: Storage;
  readonly axes?: () => readonly AxisLink[];
  /**
   * Arguments that were left out and followed from the inputs, as they would be written. A call whose inputs shrink along
   * a link must state them: without `head_dim`, attention over fewer features would have narrower heads.
   */
  readonly implied?: Readonly<Record<string, Value>>;
}

/** One tensor per declared input; a variadic input last adds any number. */
export type InputTensors<I extends readonly Input[]> = I extends readonly [
  ...infer Fixed extends readonly Input[],
  infer Last,
]
  ? Last extends { readonly variadic: object }
    ? readonly [...{ [K in keyof Fixed]: ShapedTensor }, ShapedTensor, ...ShapedTensor[]]
    : readonly [...{ [K in keyof Fixed]: ShapedTensor }, ShapedTensor]
  : readonly [];

export interface Definition<P extends Parameters, I extends readonly Input[]> {
  readonly name: string;
  /** The chapter of the reference it belongs to: `convolution`, `activation`, `normalisation`, … */
  readonly family: string;
  /** One sentence. */
  readonly summary: string;
  /** The body of a net that runs: an input, a line with the operator, an output. */
  readonly example: string;
  readonly inputs: I;
  /** Names of the results, where there are several. */
  readonly results?: readonly string[];
  readonly parameters: P;
  /** The MAC formula in the reader's words, and the source where it is not obvious. Absent where there are no MACs. */
  readonly formula?: string;
  /** The arithmetic that FLOPs adds, stated: "one comparison per element". "none" is a statement too. */
  readonly arithmetic: string;
  readonly storage: Storage;
  readonly quantization: Quantization;
  /**
   * Answers for one call. `inputs` are the leading tensors in order; tensors among the parameters come by name.
   * A shape that cannot be is a refusal with a reason a user can act on. It never throws.
   */
  apply(inputs: InputTensors<I>, parameters: ParameterValues<P>): Answer | Refusal;
}

/** An operator with the types of its parameters erased, as the list and the elaborator hold it. */
export interface Operator extends Omit<Definition<Parameters, readonly Input[]>, "apply"> {
  /**
   * Reads the arguments and answers. `values` holds what the author gave, by parameter name; what is missing takes its
   * default. Refuses a missing or unfit argument by its name. `inputs` must be as many as are declared.
   */
  call(inputs: readonly ShapedTensor[], values: ReadonlyMap<string, Value>): Call | Refusal;
}

/** An operator applied: the answers and the parameters they rest on. */
export interface Call extends Answer {
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Names of the parameters that are tensors, in the order in which these stand behind the op's leading inputs. */
  readonly tensorArguments?: readonly string[];
  /** Of a call that Lathe has no rules for: what it is in ONNX. */
  readonly foreign?: ForeignCall;
}

/** A call of an operator of ONNX's, or of one that a file declares, by the names of ONNX. */
export interface ForeignCall {
  /** "" is ONNX's own domain. */
  readonly domain: string;
  readonly name: string;
  /** For each place the index among the op's inputs; undefined where an optional one is left out. */
  readonly inputs: readonly (number | undefined)[];
  readonly attributes: ReadonlyMap<string, Value>;
}

export function operator<P extends Parameters, const I extends readonly Input[]>(
  definition: Definition<P, I>,
): Operator & { readonly definition: Definition<P, I> } {
  const { apply, ...rest } = definition;
  return {
    ...rest,
    definition,
    call(inputs, values) {
      const parameters = readParameters(definition.parameters, values, definition.name);
      if (isRefusal(parameters)) return parameters;
      // The caller has matched the tensors to `inputs`, which is what InputTensors<I> says.
      const answer = apply(inputs as InputTensors<I>, parameters);
      if (isRefusal(answer)) return answer;
      const tensors = [...values].flatMap(([name, { kind }]) => (kind === "tensor" ? [name] : []));
      return { ...answer, parameters, ...(tensors.length > 0 && { tensorArguments: tensors }) };
    },
  };
}

/** Whether an amount is not known: totals then print with `≥`. */
export function isUncounted(count: Count): boolean {
  return isUnknown(amountOf(count));
}

function readParameters<P extends Parameters>(
  parameters: P,
  values: ReadonlyMap<string, Value>,
  operatorName: string,
): ParameterValues<P> | Refusal {
  const read: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = values.get(name);
    if (value === undefined) {
      if (parameter.default.kind === "required") {
        return {
          kind: "refusal",
          code: "missing-argument",
          message: `\`${operatorName}\` needs \`${name}\`: ${parameter.doc}.`,
          help: `Add \`${name}=…\` (${parameter.type}).`,
        };
      }
      read[name] = parameter.default.value;
      continue;
    }
    const result = parameter.read(value, name);
    if (isRefusal(result)) return { ...result, parameter: result.parameter ?? name };
    read[name] = result;
  }
  // Every name of P was read by its own parameter, which is what ParameterValues<P> says.
  return read as ParameterValues<P>;
}
