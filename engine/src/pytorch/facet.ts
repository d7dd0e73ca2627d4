/** What an operator of the catalogue is in PyTorch. One file per operator, or per family that differs only in a formula, in `ops/`. */
import type { Dim } from "../base/dim.ts";
import type { Refusal } from "../base/report.ts";
import type { Dtype } from "../base/tensor.ts";
import type { Definition, Input, Operator, ShapedTensor } from "../operators/operator.ts";
import type { Parameters, ParameterValues } from "../operators/parameter.ts";
import type { Code, Part } from "./code.ts";

export interface PyTorchFacet {
  readonly operator: Operator;
  /** Writes one call. Refuses what PyTorch has no words for. */
  write(call: WrittenCall<Readonly<Record<string, unknown>>>): PyTorchForm | Refusal;
}

export interface WrittenCall<P> {
  readonly path: string;
  /** The module or tensor that it keeps, where `module` or `tensor` says one: `self.conv1`. */
  readonly self: string;
  readonly inputs: readonly WrittenValue[];
  readonly outputs: readonly ShapedTensor[];
  readonly parameters: P;
  /** Element type of its weights. */
  readonly dtype: Dtype;
  /** A tensor that is given as a parameter (`memory`), or undefined. */
  argument(name: string): WrittenValue | undefined;
  /** An extent of a weight: a symbolic one at its sample value. */
  size(dim: Dim): number;
  /** An extent in `forward`: a symbolic one is worked out of the shapes of the inputs. Refuses an unknown one. */
  extent(dim: Dim, hint: string): Part | Refusal;
}

/** A variable that holds a tensor, or a number that is written where a tensor could stand. */
export interface WrittenValue {
  readonly text: string;
  /** The same, with a number as a literal that may differ between copies of a block. */
  readonly part: Part;
  readonly isNumber: boolean;
  readonly type: ShapedTensor;
}

export interface PyTorchForm {
  /** Builds the module that holds its weights, under their names. Every operator with weights has one, or a tensor. */
  readonly module?: Code;
  /** Builds the tensor that it is itself. */
  readonly tensor?: { readonly kind: "parameter" | "buffer"; readonly code: Code };
  /** The expression of its result, or of all of them. */
  readonly forward: Code;
  /** How several results are taken apart; without it as a tuple. */
  readonly unpack?: (names: readonly string[]) => string;
  /** Functions and classes that these rely on. */
  readonly helpers?: readonly Helper[];
}

/** Python that stands once in a file that needs it. */
export interface Helper {
  /** Functions begin with an underscore, classes with a capital. */
  readonly name: string;
  readonly source: string;
}

/** States the facet of an operator, with the types of its parameters. */
export function pytorchFacet<P extends Parameters, I extends readonly Input[]>(
  operator: Operator & { readonly definition: Definition<P, I> },
  write: (call: WrittenCall<ParameterValues<P>>) => PyTorchForm | Refusal,
): PyTorchFacet {
  return {
    operator,
    // The operator has read the parameters of its own call, which is what ParameterValues<P> says.
    write: (call) => write({ ...call, parameters: call.parameters as ParameterValues<P> }),
  };
}

/** The only input of a call, or the one at `index`. */
export function inputOf({ inputs, path }: Pick<WrittenCall<unknown>, "inputs" | "path">, index = 0): WrittenValue {
  const value = inputs[index];
  if (value === undefined) throw new Error(`${path} has no input ${index}`);
  return value;
}
