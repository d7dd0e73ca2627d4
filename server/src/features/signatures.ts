/** How things are called: operators, blocks, nets, fns, built-in functions and annotations in one form. */
import {
  type Analysis,
  type AnnotationDefinition,
  annotationsByName,
  type Builtin,
  builtins,
  type Declaration,
  documentation,
  type Module,
  type Operator,
  operatorsByName,
  type Parameter,
  type SourceChunk,
  spanOf,
  type syntax,
} from "@lathe/engine";
import { declarationOf, type Neighbours } from "../neighbours.ts";

export interface CallParameter {
  readonly name: string;
  /** What to write: `int`, `tensor`; empty where it is anything. */
  readonly type: string;
  readonly doc: string;
  /** How its default reads; undefined where it must be given. */
  readonly default: string | undefined;
  /** The words that fit, where there are only some. */
  readonly words: readonly string[];
  /** Whether words are written as strings. */
  readonly isQuoted: boolean;
  /** A leading tensor, which a pipeline gives. */
  readonly isInput: boolean;
  readonly isVariadic: boolean;
}

export interface CallSignature {
  readonly name: string;
  readonly kind: "operator" | "block" | "net" | "op" | "fn" | "function" | "annotation";
  readonly parameters: readonly CallParameter[];
  /** What it does, in a sentence or a few; empty where nobody says. */
  readonly doc: string;
}

/** What a name calls in a file; the file's own and imported names win over the catalogue. */
export function signatureOf(analysis: Analysis, neighbours: Neighbours, name: string): CallSignature | undefined {
  const declaration = declarationOf(neighbours, analysis.module, name);
  if (declaration !== undefined) return declarationSignature(declaration);
  const local = localFunction(analysis.module, name);
  if (local !== undefined) return local;
  const operator = operatorsByName.get(name);
  if (operator !== undefined) return operatorSignature(operator);
  const builtin = builtins.get(name);
  return builtin === undefined ? undefined : builtinSignature(builtin);
}

export function annotationSignature(name: string): CallSignature | undefined {
  const definition = annotationsByName.get(name);
  return definition === undefined ? undefined : ofAnnotation(definition);
}

function ofAnnotation({ name, summary, parameters, ratio }: AnnotationDefinition): CallSignature {
  const list = Object.entries(parameters).filter(([parameter]) => parameter !== ratio);
  return { name, kind: "annotation", doc: summary, parameters: list.map(([key, entry]) => ofParameter(key, entry)) };
}

export function operatorSignature({ name, summary, inputs, parameters }: Operator): CallSignature {
  const tensors = inputs.map(
    (input): CallParameter => ({
      ...plain(input.name),
      type: "tensor",
      doc: input.doc,
      isInput: true,
      isVariadic: input.variadic !== undefined,
    }),
  );
  const others = Object.entries(parameters).map(([key, entry]) => ofParameter(key, entry));
  return { name, kind: "operator", doc: summary, parameters: [...tensors, ...others] };
}

function ofParameter(name: string, { type, doc, default: value, words }: Parameter<unknown>): CallParameter {
  const quoted = [...type.matchAll(/"([^"]+)"/g)].flatMap(([, word]) => word ?? []);
  return {
    ...plain(name),
    type,
    doc,
    default: value.kind === "required" ? undefined : value.text,
    words: words ?? quoted,
    isQuoted: quoted.length > 0,
  };
}

function plain(name: string): CallParameter {
  return {
    name,
    type: "",
    doc: "",
    default: undefined,
    words: [],
    isQuoted: false,
    isInput: false,
    isVariadic: false,
  };
}

function builtinSignature({ name, parameters, doc, maximum }: Builtin): CallSignature {
  const named = parameters.filter((parameter) => parameter !== "…");
  const list = named.map((parameter, index) => ({
    ...plain(parameter),
    isVariadic: maximum === Number.POSITIVE_INFINITY && index === named.length - 1,
  }));
  return { name, kind: "function", doc, parameters: list };
}

export function declarationSignature(declaration: Declaration): CallSignature {
  const { name, module, chunk, kind } = declaration;
  const doc = documentation(declaration) ?? "";
  if (kind === "variant") {
    const { value } = declaration.statement;
    const base = value.kind === "call" ? module.declarations.get(value.callee.name) : undefined;
    const parameters = base?.kind === "net" ? declarationSignature(base).parameters : [];
    return { name, kind: "net", doc, parameters };
  }
  const own = declaredParameters(module, chunk, declaration.statement.parameters, kind === "block" || kind === "op");
  return { name, kind, doc, parameters: kind === "net" ? [...netInputs(chunk, declaration), ...own] : own };
}

function declaredParameters(
  { file: { lines } }: Module,
  { chunk }: SourceChunk,
  parameters: readonly syntax.ParameterDeclaration[],
  takesTensors: boolean,
): readonly CallParameter[] {
  const written = (at: syntax.Range) => {
    const { start, end } = spanOf(lines, chunk, at);
    return lines.text.slice(start, end);
  };
  return parameters.map(({ name, type, default: value }): CallParameter => {
    const isInput =
      takesTensors && (type === undefined ? value === undefined : type.name === "tensor" || type.dims !== undefined);
    return {
      ...plain(name.name),
      type: type !== undefined ? written(type.at) : isInput ? "tensor" : "",
      default: value === undefined ? undefined : written(value.at),
      isInput,
    };
  });
}

/** The inputs of a net are the leading parameters where it is called. */
function netInputs({ bodies }: SourceChunk, { statement }: Declaration & { readonly kind: "net" }): CallParameter[] {
  const body = statement.body === undefined ? undefined : bodies[statement.body];
  return (body?.chunks ?? []).flatMap(({ statement: inner }) =>
    inner.kind === "input" ? [{ ...plain(inner.name.name), type: "tensor", isInput: true }] : [],
  );
}

/** A fn inside a net or block; of several the first. */
function localFunction(module: Module, name: string): CallSignature | undefined {
  const search = (chunks: readonly SourceChunk[]): CallSignature | undefined => {
    for (const chunk of chunks) {
      const { statement } = chunk;
      if (statement.kind === "fn" && statement.name.name === name) {
        return {
          name,
          kind: "fn",
          doc: "",
          parameters: declaredParameters(module, chunk, statement.parameters, false),
        };
      }
      for (const body of chunk.bodies) {
        const found = search(body.chunks);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  };
  return search(module.file.chunks);
}

/** Which parameter an argument is for: by its name, or by its position behind what a pipeline gives. */
export function parameterAt(
  { parameters }: CallSignature,
  position: number,
  name: string | undefined,
  piped: number,
): CallParameter | undefined {
  if (name !== undefined) return parameters.find((parameter) => parameter.name === name);
  const at = parameters[piped + position];
  const variadic = parameters.find(({ isVariadic }) => isVariadic);
  if (variadic !== undefined && piped + position >= parameters.indexOf(variadic)) return variadic;
  return at;
}

/** How many of a call's inputs a pipeline gives. */
export function pipedCount({ parameters }: CallSignature, flowing: number): number {
  const inputs = parameters.filter(({ isInput }) => isInput);
  if (inputs.some(({ isVariadic }) => isVariadic)) return inputs.length - 1;
  return Math.min(Math.max(flowing, 1), inputs.length);
}
