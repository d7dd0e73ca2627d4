/** Typed parameters of operators: each reads one argument into the type that the operator wants, or refuses it. */
import { boundsOfDim, type Dim, formatDim, isUnknown } from "../base/dim.ts";
import { isRefusal, type Refusal, refuse } from "../base/report.ts";
import { type Dtype, dtypes, type TensorType } from "../base/tensor.ts";
import { nameOfKind, type Value } from "../base/value.ts";

export interface Parameter<T> {
  /** What to write, for docs and completion: `int`, `int or list`, `"nearest" | "linear"`. */
  readonly type: string;
  /** A phrase in lower case without a full stop: "output channels". */
  readonly doc: string;
  readonly default:
    | { readonly kind: "required" }
    | { readonly kind: "value"; readonly value: T; readonly text: string };
  /** The words that fit, where there are only some. */
  readonly words?: readonly string[];
  /** Whether the argument is another tensor, such as the memory of cross-attention. */
  readonly isTensor?: true;
  read(value: Value, name: string): T | Refusal;
}

// biome-ignore lint/suspicious/noExplicitAny: a parameter of any type; `unknown` would refuse typed readers here.
export type Parameters = Readonly<Record<string, Parameter<any>>>;

export type ParameterValues<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

interface Options<T> {
  readonly default?: T;
  /** How the default reads in the docs where its value alone does not say it. */
  readonly defaultText?: string;
}

/** An extent that may be symbolic: channels, features, lengths. At least `min` (1). */
export function dim(doc: string, options: Options<Dim> & { readonly min?: number } = {}): Parameter<Dim> {
  const min = options.min ?? 1;
  return make("int", doc, options, (value, name) => {
    const whole = wholeNumber(value, name);
    if (isRefusal(whole)) return whole;
    if (boundsOfDim(whole, new Map()).high < min) return below(name, whole, min);
    return whole;
  });
}

/** A plain integer, not symbolic, within bounds. */
export function int(
  doc: string,
  options: Options<number> & { readonly min?: number; readonly max?: number } = {},
): Parameter<number> {
  return make("int", doc, options, (value, name) => plainInt(value, name, options.min, options.max));
}

/** One int for all spatial dims, or a list with one for each. */
export type Extents = number | readonly number[];

/** An int or a list of ints, each at least `min` (1). How many are needed is for the operator to check. */
export function extents(doc: string, options: Options<Extents> & { readonly min?: number } = {}): Parameter<Extents> {
  const min = options.min ?? 1;
  return make<Extents>("int or list", doc, options, (value, name) =>
    value.kind === "list" ? all(value.items, (item) => plainInt(item, name, min)) : plainInt(value, name, min),
  );
}

/** Padding as written: per side, a list, or one of ONNX's automatic rules. */
export type Padding = Extents | "same" | "valid" | undefined;

/** `"same"`, `"valid"`, an int, or a list (per spatial dim, or all begins and then all ends). */
export function padding(doc: string, options: Options<Padding> = {}): Parameter<Padding> {
  return make<Padding>('int, list, "same" or "valid"', doc, options, (value, name) => {
    if (value.kind === "string") {
      return value.value === "same" || value.value === "valid"
        ? value.value
        : refuse("bad-argument", `\`${name}\` is "${value.value}", which is neither "same" nor "valid".`);
    }
    return value.kind === "list" ? all(value.items, (item) => plainInt(item, name, 0)) : plainInt(value, name, 0);
  });
}

/** A list of dims, such as a shape. */
export function dims(
  doc: string,
  options: Options<readonly Dim[]> & { readonly min?: number } = {},
): Parameter<readonly Dim[]> {
  const min = options.min ?? 1;
  return make<readonly Dim[]>("list", doc, options, (value, name) => {
    if (value.kind !== "list") return unfit(value, name, "a list of ints");
    return all(value.items, (item) => {
      const whole = wholeNumber(item, name);
      if (isRefusal(whole)) return whole;
      return typeof whole === "number" && whole < min ? below(name, whole, min) : whole;
    });
  });
}

/** One dim for all spatial dims, or a list with one for each. One dim is a list of one. */
export function dimOrDims(doc: string, options: Options<readonly Dim[]> = {}): Parameter<readonly Dim[]> {
  const list = dims(doc);
  const one = dim(doc);
  return make<readonly Dim[]>("int or list", doc, options, (value, name) => {
    if (value.kind === "list") return list.read(value, name);
    const single = one.read(value, name);
    return isRefusal(single) ? single : [single];
  });
}

/** A list of plain integers, such as axes. One int is a list of one. */
export function ints(doc: string, options: Options<readonly number[]> = {}): Parameter<readonly number[]> {
  return make<readonly number[]>("int or list", doc, options, (value, name) => {
    if (value.kind === "list") return all(value.items, (item) => plainInt(item, name));
    const one = plainInt(value, name);
    return isRefusal(one) ? one : [one];
  });
}

/** A real number; an int is one too. */
export function float(
  doc: string,
  options: Options<number> & { readonly min?: number; readonly max?: number } = {},
): Parameter<number> {
  return make("float", doc, options, (value, name) => {
    if (value.kind !== "number" || value.unit !== undefined) return unfit(value, name, "a number");
    if (typeof value.value !== "number") return symbolic(value.value, name);
    if (options.min !== undefined && value.value < options.min) return below(name, value.value, options.min);
    if (options.max !== undefined && value.value > options.max) return above(name, value.value, options.max);
    return value.value;
  });
}

/** Numbers with their shape, as nested lists spell them; one number has rank 0. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** A number, or nested lists of numbers with equally long rows. */
export function numbers(doc: string, options: Options<Numbers> = {}): Parameter<Numbers> {
  return make<Numbers>("number or list", doc, options, readNumbers);
}

function readNumbers(value: Value, name: string): Numbers | Refusal {
  if (value.kind === "list") {
    const rows = all(value.items, (item) => readNumbers(item, name));
    if (isRefusal(rows)) return rows;
    const row = rows[0]?.shape ?? [];
    if (rows.some(({ shape }) => shape.length !== row.length || shape.some((extent, axis) => extent !== row[axis]))) {
      return refuse("ragged-list", `\`${name}\` has rows of different lengths.`, {
        help: "Make all rows equally long.",
      });
    }
    return { shape: [rows.length, ...row], values: rows.flatMap(({ values }) => values) };
  }
  if (value.kind === "bool") return { shape: [], values: [value.value ? 1 : 0] };
  if (value.kind !== "number" || value.unit !== undefined) return unfit(value, name, "a number or a list of numbers");
  return typeof value.value === "number" ? { shape: [], values: [value.value] } : symbolic(value.value, name);
}

export function flag(doc: string, options: Options<boolean> = {}): Parameter<boolean> {
  return make("bool", doc, options, (value, name) =>
    value.kind === "bool" ? value.value : unfit(value, name, "`true` or `false`"),
  );
}

/** One of a few words, written as a string. */
export function word<const W extends string>(
  doc: string,
  words: readonly W[],
  options: Options<NoInfer<W>> = {},
): Parameter<W> {
  const type = words.map((w) => `"${w}"`).join(" | ");
  return {
    ...make<W>(type, doc, options, (value, name) => {
      if (value.kind !== "string") return unfit(value, name, `one of ${type}`);
      const found = words.find((w) => w === value.value);
      return found ?? refuse("bad-argument", `\`${name}\` is "${value.value}"; it must be one of ${type}.`);
    }),
    words,
  };
}

/** Any text, such as an einsum equation. */
export function text(doc: string, options: Options<string> = {}): Parameter<string> {
  return make("string", doc, options, (value, name) =>
    value.kind === "string" ? value.value : unfit(value, name, "a string"),
  );
}

export function dtype(doc: string, options: Options<Dtype> = {}): Parameter<Dtype> {
  // A dtype is a word of its own, not a string.
  const written = options.default === undefined ? options : { defaultText: options.default, ...options };
  return {
    ...make<Dtype>("dtype", doc, written, (value, name) =>
      value.kind === "dtype" ? value.dtype : unfit(value, name, "a dtype such as `f32`"),
    ),
    words: dtypes,
  };
}

/** Another tensor, optional: `memory=encoded`. */
export function tensorOrNone(doc: string): Parameter<TensorType | undefined> {
  return {
    ...make<TensorType | undefined>("tensor", doc, { default: undefined, defaultText: "none" }, (value, name) => {
      if (value.kind === "none") return undefined;
      return value.kind === "tensor" ? value.type : unfit(value, name, "a tensor");
    }),
    isTensor: true,
  };
}

/** The same parameter, but it may be left out or `none`. */
export function optional<T>(parameter: Parameter<T>, defaultText = "none"): Parameter<T | undefined> {
  return {
    ...parameter,
    default: { kind: "value", value: undefined, text: defaultText },
    read: (value, name) => (value.kind === "none" ? undefined : parameter.read(value, name)),
  };
}

function make<T>(type: string, doc: string, options: Options<T>, read: Parameter<T>["read"]): Parameter<T> {
  const hasDefault = "default" in options;
  return {
    type,
    doc,
    default: hasDefault
      ? { kind: "value", value: options.default as T, text: options.defaultText ?? format(options.default) }
      : { kind: "required" },
    read,
  };
}

function format(value: unknown): string {
  return typeof value === "object" && value !== null && "kind" in value ? "…" : (JSON.stringify(value) ?? "none");
}

function all<T>(items: readonly Value[], read: (item: Value) => T | Refusal): readonly T[] | Refusal {
  const results: T[] = [];
  for (const item of items) {
    const result = read(item);
    if (isRefusal(result)) return result;
    results.push(result);
  }
  return results;
}

function wholeNumber(value: Value, name: string): Dim | Refusal {
  if (value.kind !== "number" || value.unit !== undefined) return unfit(value, name, "an int");
  if (typeof value.value === "number" && !Number.isInteger(value.value)) {
    return refuse("not-whole", `\`${name}\` must be a whole number; this is ${value.value}.`, {
      help: "Divide with `//`, which rounds down, or use `round`.",
    });
  }
  return value.value;
}

function plainInt(value: Value, name: string, min?: number, max?: number): number | Refusal {
  const whole = wholeNumber(value, name);
  if (isRefusal(whole)) return whole;
  if (typeof whole !== "number") return symbolic(whole, name);
  if (min !== undefined && whole < min) return below(name, whole, min);
  if (max !== undefined && whole > max) return above(name, whole, max);
  return whole;
}

function unfit(value: Value, name: string, wanted: string): Refusal {
  return refuse("bad-argument", `\`${name}\` must be ${wanted}; this is ${nameOfKind(value)}.`);
}

function symbolic(value: Dim, name: string): Refusal {
  const what = isUnknown(value) ? "not known here" : `\`${formatDim(value)}\`, which is symbolic`;
  return refuse("symbolic-argument", `\`${name}\` must be a plain number; this is ${what}.`);
}

function below(name: string, value: Dim, min: number): Refusal {
  return refuse("out-of-range", `\`${name}\` must be at least ${min}; this is ${formatDim(value)}.`);
}

function above(name: string, value: number, max: number): Refusal {
  return refuse("out-of-range", `\`${name}\` must be at most ${max}; this is ${value}.`);
}
