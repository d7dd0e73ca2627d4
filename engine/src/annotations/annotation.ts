/**
 * The annotation contract: what an annotation of the language (`@int8`, `@prune(50%)`) says of itself. What it does to a
 * net belongs to the layers that act on it: precision and tying to the cost, the others to compression.
 */
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import type { TensorType } from "../base/tensor.ts";
import type { Value } from "../base/value.ts";
import type { Call, Operator } from "../operators/operator.ts";
import type { Parameters, ParameterValues } from "../operators/parameter.ts";

/** Annotations of one kind exclude each other: of several places that speak of an op, one decides. */
export type AnnotationKind =
  | "precision"
  | "pruning"
  | "sparsity"
  | "clustering"
  | "rank"
  | "generation"
  | "tying"
  | "width";

/** What an annotation must know of an op to say whether it can be applied to it. */
export interface Subject {
  readonly operator: Operator;
  readonly call: Call;
  readonly outputs: readonly TensorType[];
}

/** How an op's numbers are stored. */
export type Precision =
  /** As the types in the text say. */
  | { readonly kind: "float" }
  /** Everything that is a float, in 16 bits. */
  | { readonly kind: "half"; readonly dtype: "f16" | "bf16" }
  /** Weights in so many bits; results in so many, or in float where that is undefined. */
  | { readonly kind: "integer"; readonly weightBits: number; readonly activationBits: number | undefined };

export interface Definition<P extends Parameters> {
  /** Without the `@`. */
  readonly name: string;
  readonly kind: AnnotationKind;
  /** One sentence. */
  readonly summary: string;
  /** As one writes it behind a call. */
  readonly example: string;
  /** In the order in which they are given without their names. */
  readonly parameters: P;
  /** The parameter that `2:4` states, as a list of two. */
  readonly ratio?: keyof P & string;
  /** Whether figures follow it now, or nets only when they are compressed. */
  readonly effect: "now" | "with compression";
  /** Why the parameters do not go together. */
  check?(parameters: ParameterValues<P>): Refusal | undefined;
  /** Why it cannot be applied to this op; a phrase that begins with the operator's name. */
  refuses(subject: Subject, parameters: ParameterValues<P>): Refusal | undefined;
  /** Of kind `precision`: what it asks for. */
  precision?(parameters: ParameterValues<P>): Precision;
}

/** An annotation with its arguments read. */
export interface Reading {
  readonly name: string;
  readonly kind: AnnotationKind;
  readonly effect: "now" | "with compression";
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly precision: Precision | undefined;
  refuses(subject: Subject): Refusal | undefined;
}

/** An annotation with the types of its parameters erased, as the list holds it. */
export interface AnnotationDefinition extends Omit<Definition<Parameters>, "check" | "refuses" | "precision"> {
  /** Reads the arguments by name; refuses missing, unfit and contradicting ones. */
  read(values: ReadonlyMap<string, Value>): Reading | Refusal;
}

export function annotation<P extends Parameters>(definition: Definition<P>): AnnotationDefinition {
  const { check, refuses, precision, ...rest } = definition;
  return {
    ...rest,
    read(values) {
      const read: Record<string, unknown> = {};
      for (const [name, parameter] of Object.entries(definition.parameters)) {
        const value = values.get(name);
        if (value === undefined && parameter.default.kind === "required") {
          const message = `\`@${definition.name}\` needs \`${name}\`: ${parameter.doc}.`;
          return refuse("missing-argument", message, { help: `Write \`${definition.example}\`.` });
        }
        const result =
          value !== undefined
            ? parameter.read(value, name)
            : parameter.default.kind === "value"
              ? parameter.default.value
              : undefined;
        if (isRefusal(result)) return { ...result, parameter: result.parameter ?? name };
        read[name] = result;
      }
      // Every name of P was read by its own parameter, which is what ParameterValues<P> says.
      const parameters = read as ParameterValues<P>;
      return (
        check?.(parameters) ?? {
          name: definition.name,
          kind: definition.kind,
          effect: definition.effect,
          parameters,
          precision: precision?.(parameters),
          refuses: (subject) => refuses(subject, parameters),
        }
      );
    },
  };
}

/** Refuses an op that has no weights to change. */
export function needsWeights(name: string, { operator }: Subject): Refusal | undefined {
  if (operator.quantization.kind === "weighted") return undefined;
  return refuse(
    "cannot-apply",
    `\`@${name}\` changes weights, and \`${operator.name}\` has none that it could change.`,
    {
      help: "Put it on a convolution, a linear layer, or a repeat or block that holds some.",
    },
  );
}
