/**
 * Python text in the making. What is a literal in it stays apart as a hole: where copies of one block differ in nothing
 * but literals, they become one class, and the literals that differ become parameters of its constructor.
 */

/** Pieces that follow each other. */
export type Code = readonly Part[];
export type Part = string | Hole;

export interface Hole {
  /** The literal as Python writes it. */
  readonly text: string;
  /** What a parameter in its place would be called. */
  readonly hint: string;
  /** Of an argument with a default: what stands before it, and the literal that need not be written. */
  readonly argument?: { readonly before: string; readonly default: string | undefined };
}

export function hole(hint: string, text: string | number): Hole {
  return { hint, text: String(text) };
}

/** Joins strings, holes and code: py`x.reshape(${extent})`. */
export function py(strings: TemplateStringsArray, ...values: readonly (Part | Code)[]): Code {
  const parts: Part[] = [];
  const add = (part: Part) => {
    const before = parts.at(-1);
    if (typeof part === "string" && typeof before === "string") parts[parts.length - 1] = before + part;
    else if (part !== "") parts.push(part);
  };
  for (const [index, text] of strings.entries()) {
    add(text);
    const value = values[index];
    if (value !== undefined) for (const part of codeOf(value)) add(part);
  }
  return parts;
}

export function codeOf(value: Part | Code): Code {
  return typeof value === "string" || isHole(value) ? [value] : value;
}

function isHole(value: Hole | Code): value is Hole {
  return "hint" in value;
}

/** Pieces with something between them. */
export function join(codes: readonly (Part | Code)[], between: string): Code {
  return codes.flatMap((code, index) => [...(index === 0 ? [] : [between]), ...codeOf(code)]);
}

/** An argument by name. With a default it is left out where it equals that. */
export interface Named {
  readonly name: string;
  readonly text: string;
  readonly default: string | undefined;
}

export function named(name: string, value: Literal, byDefault?: Literal): Named {
  return { name, text: literal(value), default: byDefault === undefined ? undefined : literal(byDefault) };
}

/** A call: arguments by position, and then those by name. */
export function call(callee: Part | Code, positional: readonly (Part | Code)[], names: readonly Named[] = []): Code {
  const parts: Part[] = [...codeOf(callee), "(", ...join(positional, ", ")];
  for (const [index, { name, text, default: byDefault }] of names.entries()) {
    const before = `${positional.length + index === 0 ? "" : ", "}${name}=`;
    parts.push({ hint: name, text, argument: { before, default: byDefault } });
  }
  return [...parts, ")"];
}

export type Literal = number | boolean | string | null | Raw | readonly Literal[];

/** Text that is Python already, such as `torch.float16`. */
export interface Raw {
  readonly raw: string;
}

export function raw(text: string): Raw {
  return { raw: text };
}

/** A value as Python writes it; lists are tuples. */
export function literal(value: Literal): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number") return number(value);
  if ("raw" in value) return value.raw;
  const items = value.map(literal);
  return items.length === 1 ? `(${items[0]},)` : `(${items.join(", ")})`;
}

function number(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return 'float("inf")';
  if (value === Number.NEGATIVE_INFINITY) return 'float("-inf")';
  return Number.isNaN(value) ? 'float("nan")' : String(value);
}

/** A number that is a float in Python too. */
export function float(value: number): Raw {
  return raw(Number.isInteger(value) && Math.abs(value) < 1e21 ? `${value}.0` : number(value));
}

/** One number where all are equal, as PyTorch takes it for every spatial dim. */
export function extents(values: readonly number[]): Literal {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
}

/** The text with every literal in its place. */
export function textOf(code: Code): string {
  return render(code, ({ text }) => text);
}

/** The text with something in place of each hole; an argument that equals its default goes. */
export function render(code: Code, fill: (hole: Hole) => string): string {
  return code
    .map((part) => {
      if (typeof part === "string") return part;
      const text = fill(part);
      if (part.argument === undefined) return text;
      return text === part.argument.default ? "" : part.argument.before + text;
    })
    .join("")
    .replaceAll("(, ", "(");
}

/** What is equal in codes that differ in nothing but literals. */
export function skeletonOf(code: Code): string {
  return code
    .map((part) => (typeof part === "string" ? part : `\u0000${part.argument?.before ?? ""}${part.hint}\u0000`))
    .join("");
}

export function holesOf(code: Code): readonly Hole[] {
  return code.filter((part) => typeof part !== "string");
}
