/**
 * Dims: the extents of tensors and every amount computed from them. A dim is a plain number where it is known, a
 * polynomial over symbols (`N`, `S`) and floor divisions where it is symbolic, or unknown (`?`).
 *
 * Integers are exact up to 2^53. What would lie beyond is `tooLarge` (Infinity) instead of a rounded number.
 */
export type Dim = number | Polynomial | UnknownDim;

export interface UnknownDim {
  readonly kind: "unknown";
}

export interface Polynomial {
  readonly kind: "polynomial";
  /** Sorted by key, no zero coefficients, at least one factor somewhere (else it would be a number). */
  readonly terms: readonly Term[];
  /** Canonical text: equal keys mean equal polynomials. */
  readonly key: string;
}

interface Term {
  readonly coefficient: number;
  readonly factors: readonly Factor[];
  readonly key: string;
}

interface Factor {
  readonly atom: Atom;
  readonly power: number;
}

type Atom =
  | { readonly kind: "symbol"; readonly key: string }
  | { readonly kind: "floor"; readonly numerator: Dim; readonly divisor: Dim; readonly key: string };

/** Inclusive bounds of a symbol. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

export const unknownDim: UnknownDim = { kind: "unknown" };

/** Stands for every integer beyond 2^53. */
export const tooLarge = Number.POSITIVE_INFINITY;

/** More terms than this and a polynomial is given up as unknown, so that hostile texts stay cheap. */
const maximumTerms = 64;

const maximumKeyLength = 4000;

export function symbolDim(name: string): Dim {
  return polynomial([{ coefficient: 1, factors: [{ atom: { kind: "symbol", key: name }, power: 1 }], key: name }]);
}

export function isKnown(dim: Dim): dim is number {
  return typeof dim === "number";
}

export function isUnknown(dim: Dim): dim is UnknownDim {
  return typeof dim === "object" && dim.kind === "unknown";
}

/** `a + b`, exact; `tooLarge` beyond 2^53. */
export function addDim(a: Dim, b: Dim): Dim {
  if (typeof a === "number" && typeof b === "number") return exact(a + b);
  if (a === 0) return b;
  if (b === 0) return a;
  if (isUnknown(a) || isUnknown(b)) return unknownDim;
  return collect([...terms(a), ...terms(b)]);
}

/** `a × b`, exact; `tooLarge` beyond 2^53; zero times anything, even unknown, is zero. */
export function mulDim(a: Dim, b: Dim): Dim {
  if (a === 0 || b === 0) return 0;
  if (typeof a === "number" && typeof b === "number") return exact(a * b);
  if (a === 1) return b;
  if (b === 1) return a;
  if (isUnknown(a) || isUnknown(b)) return unknownDim;
  if (typeof a === "number") return scale(b, a);
  if (typeof b === "number") return scale(a, b);
  const left = terms(a);
  const right = terms(b);
  if (left.length * right.length > maximumTerms * maximumTerms) return unknownDim;
  return collect(left.flatMap((x) => right.map((y) => multiplyTerms(x, y))));
}

export function negateDim(a: Dim): Dim {
  return mulDim(a, -1);
}

export function subDim(a: Dim, b: Dim): Dim {
  return addDim(a, negateDim(b));
}

/** `a` rounded down after division by `b`, towards minus infinity; unknown where `b` is zero. */
export function floorDivDim(a: Dim, b: Dim): Dim {
  if (isUnknown(a) || isUnknown(b) || b === 0) return unknownDim;
  if (typeof a === "number" && typeof b === "number") return Number.isFinite(a) ? Math.floor(a / b) : a;
  if (b === 1) return a;
  if (typeof b !== "number") {
    const quotient = divideExactly(a, b);
    return quotient ?? floorAtom(a, b);
  }
  // floor((b·q + r) / b) = q + floor(r / b): pull out every term that b divides.
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const term of terms(a)) {
    if (term.coefficient % b === 0) whole.push(term);
    else if (term.factors.length === 0) {
      const quotient = Math.floor(term.coefficient / b);
      whole.push({ ...term, coefficient: quotient * b });
      rest.push({ ...term, coefficient: term.coefficient - quotient * b });
    } else rest.push(term);
  }
  const quotient = collect(whole.map((term) => ({ ...term, coefficient: term.coefficient / b })));
  const remainder = collect(rest);
  if (typeof remainder === "number") return addDim(quotient, Math.floor(remainder / b));
  if (isUnknown(remainder)) return unknownDim;
  return addDim(quotient, mergeNestedFloor(remainder, b) ?? floorAtom(remainder, b));
}

/** `a / b` where that is exact; undefined otherwise. */
export function divideDim(a: Dim, b: Dim): Dim | undefined {
  if (isUnknown(a) || isUnknown(b) || b === 0) return undefined;
  if (typeof a === "number" && typeof b === "number") return a % b === 0 ? a / b : undefined;
  return divideExactly(a, b);
}

/** `a - b·floor(a / b)`: the sign of the divisor, as in Python. */
export function modDim(a: Dim, b: Dim): Dim {
  return subDim(a, mulDim(b, floorDivDim(a, b)));
}

/** Rounded-up division; by a number in the same form as rounding down, so that equal results are known to be equal. */
export function ceilDivDim(a: Dim, b: Dim): Dim {
  if (typeof b === "number" && b > 0) return floorDivDim(addDim(a, b - 1), b);
  return negateDim(floorDivDim(negateDim(a), b));
}

export function powDim(a: Dim, exponent: number): Dim {
  if (typeof a === "number") return exact(a ** exponent);
  let result: Dim = 1;
  for (let i = 0; i < exponent && !isUnknown(result); i++) result = mulDim(result, a);
  return result;
}

export function sumDims(dims: Iterable<Dim>): Dim {
  let total: Dim = 0;
  for (const dim of dims) total = addDim(total, dim);
  return total;
}

export function productDims(dims: Iterable<Dim>): Dim {
  let total: Dim = 1;
  for (const dim of dims) total = mulDim(total, dim);
  return total;
}

/** Provably equal for every value of the symbols. Unknown equals nothing. */
export function equalDims(a: Dim, b: Dim): boolean {
  if (typeof a === "number" || typeof b === "number") return a === b;
  return a.kind === "polynomial" && b.kind === "polynomial" && a.key === b.key;
}

/** The value with symbols replaced; undefined where a symbol has no value or the dim is unknown. */
export function evaluateDim(dim: Dim, values: ReadonlyMap<string, number>): number | undefined {
  const result = substituteDim(dim, values);
  return typeof result === "number" ? result : undefined;
}

/** The dim with every symbol in `values` replaced by its value (a number or another dim). */
export function substituteDim(dim: Dim, values: ReadonlyMap<string, Dim>): Dim {
  if (typeof dim === "number" || dim.kind === "unknown") return dim;
  let sum: Dim = 0;
  for (const term of dim.terms) {
    let product: Dim = term.coefficient;
    for (const { atom, power } of term.factors) {
      const base =
        atom.kind === "symbol"
          ? (values.get(atom.key) ?? symbolDim(atom.key))
          : floorDivDim(substituteDim(atom.numerator, values), substituteDim(atom.divisor, values));
      product = mulDim(product, powDim(base, power));
    }
    sum = addDim(sum, product);
  }
  return sum;
}

/**
 * Bounds that hold for every value of the symbols within theirs (a symbol without bounds is at least 1). Interval
 * arithmetic: the bounds may be wider than the truth, never narrower.
 */
export function boundsOfDim(dim: Dim, symbols: ReadonlyMap<string, Bounds>): Bounds {
  if (typeof dim === "number") return { low: dim, high: dim };
  if (dim.kind === "unknown") return everything;
  let total: Bounds = { low: 0, high: 0 };
  for (const term of dim.terms) {
    let product: Bounds = { low: term.coefficient, high: term.coefficient };
    for (const { atom, power } of term.factors) {
      const base =
        atom.kind === "symbol"
          ? (symbols.get(atom.key) ?? { low: 1, high: tooLarge })
          : floorBounds(boundsOfDim(atom.numerator, symbols), boundsOfDim(atom.divisor, symbols));
      for (let i = 0; i < power; i++) product = multiplyBounds(product, base);
    }
    total = { low: total.low + product.low, high: total.high + product.high };
  }
  return total;
}

/** The names of all symbols, in order of first use. */
export function symbolsOfDim(dim: Dim, found: Set<string> = new Set()): Set<string> {
  if (typeof dim === "number" || dim.kind === "unknown") return found;
  for (const term of dim.terms) {
    for (const { atom } of term.factors) {
      if (atom.kind === "symbol") found.add(atom.key);
      else {
        symbolsOfDim(atom.numerator, found);
        symbolsOfDim(atom.divisor, found);
      }
    }
  }
  return found;
}

/** What a dim is worked out to by whoever knows its parts; see `foldDim`. */
export interface DimParts<T> {
  readonly number: (value: number) => T;
  readonly symbol: (name: string) => T;
  readonly add: (a: T, b: T) => T;
  readonly multiply: (a: T, b: T) => T;
  readonly floorDivide: (a: T, b: T) => T;
}

/** Works a dim out of its parts, such as into an expression of another language; undefined for an unknown one. */
export function foldDim<T>(dim: Dim, parts: DimParts<T>): T | undefined {
  if (typeof dim === "number") return parts.number(dim);
  if (dim.kind === "unknown") return undefined;
  let sum: T | undefined;
  for (const { coefficient, factors } of dim.terms) {
    let product: T | undefined = coefficient === 1 && factors.length > 0 ? undefined : parts.number(coefficient);
    for (const { atom, power } of factors) {
      const base = atom.kind === "symbol" ? parts.symbol(atom.key) : foldFloor(atom.numerator, atom.divisor, parts);
      if (base === undefined) return undefined;
      for (let i = 0; i < power; i++) product = product === undefined ? base : parts.multiply(product, base);
    }
    if (product === undefined) return undefined;
    sum = sum === undefined ? product : parts.add(sum, product);
  }
  return sum;
}

function foldFloor<T>(numerator: Dim, divisor: Dim, parts: DimParts<T>): T | undefined {
  const [a, b] = [foldDim(numerator, parts), foldDim(divisor, parts)];
  return a === undefined || b === undefined ? undefined : parts.floorDivide(a, b);
}

/** As an author writes it: `64`, `N`, `2*S + 1`, `(H - 1)//2 + 1`, `?`, `too large`. */
export function formatDim(dim: Dim): string {
  if (typeof dim === "number") return Number.isFinite(dim) ? String(dim) : "too large";
  if (dim.kind === "unknown") return "?";
  // A floor that stands alone needs no parentheses around it.
  const [term, ...others] = dim.terms;
  const factor = term?.factors[0];
  const isAlone = others.length === 0 && term?.coefficient === 1 && term.factors.length === 1 && factor?.power === 1;
  return isAlone && factor.atom.kind === "floor" ? dim.key.slice(1, -1) : dim.key;
}

const everything: Bounds = { low: Number.NEGATIVE_INFINITY, high: tooLarge };

function exact(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER || Number.isNaN(value)) return tooLarge;
  return value === 0 ? 0 : value;
}

function terms(dim: number | Polynomial): readonly Term[] {
  return typeof dim === "number" ? [{ coefficient: dim, factors: [], key: "" }] : dim.terms;
}

function multiplyTerms(a: Term, b: Term): Term {
  const factors: Factor[] = [...a.factors];
  for (const factor of b.factors) {
    const index = factors.findIndex((other) => other.atom.key === factor.atom.key);
    const same = factors[index];
    if (same === undefined) factors.push(factor);
    else factors[index] = { atom: factor.atom, power: same.power + factor.power };
  }
  factors.sort((x, y) => compare(x.atom.key, y.atom.key));
  return { coefficient: exact(a.coefficient * b.coefficient), factors, key: factorsKey(factors) };
}

function factorsKey(factors: readonly Factor[]): string {
  return factors.map(({ atom, power }) => (power === 1 ? atom.key : `${atom.key}**${power}`)).join("*");
}

/** Adds up terms with equal factors; constants last, as one writes them. */
function collect(all: readonly Term[]): Dim {
  const sums = new Map<string, Term>();
  for (const term of all) {
    const same = sums.get(term.key);
    sums.set(term.key, same ? { ...same, coefficient: exact(same.coefficient + term.coefficient) } : term);
  }
  const kept = [...sums.values()].filter((term) => term.coefficient !== 0);
  if (kept.some((term) => !Number.isFinite(term.coefficient))) return tooLarge;
  if (kept.length === 0) return 0;
  if (kept.length > maximumTerms) return unknownDim;
  if (kept.length === 1 && kept[0]?.factors.length === 0) return kept[0].coefficient;
  kept.sort((a, b) => degree(b) - degree(a) || compare(a.key, b.key));
  return polynomial(kept);
}

function degree(term: Term): number {
  return term.factors.reduce((sum, factor) => sum + factor.power, 0);
}

/** Every term times a number: the common case, so it neither sorts nor collects. */
function scale(dim: number | Polynomial, factor: number): Dim {
  if (typeof dim === "number") return exact(dim * factor);
  const scaled: Term[] = [];
  for (const term of dim.terms) {
    const coefficient = exact(term.coefficient * factor);
    if (!Number.isFinite(coefficient)) return tooLarge;
    scaled.push({ coefficient, factors: term.factors, key: term.key });
  }
  return polynomial(scaled);
}

/** Its key is written on first use: most polynomials are only multiplied on. */
class SortedPolynomial implements Polynomial {
  readonly kind = "polynomial";
  readonly terms: readonly Term[];
  private written: string | undefined;

  constructor(terms: readonly Term[]) {
    this.terms = terms;
  }

  get key(): string {
    this.written ??= writeTerms(this.terms);
    return this.written;
  }
}

function polynomial(sorted: readonly Term[]): Dim {
  let length = 0;
  for (const { key } of sorted) length += key.length;
  return length > maximumKeyLength ? unknownDim : new SortedPolynomial(sorted);
}

function writeTerms(sorted: readonly Term[]): string {
  let key = "";
  for (const { coefficient, key: factors } of sorted) {
    const size = Math.abs(coefficient);
    const text = factors === "" ? String(size) : size === 1 ? factors : `${size}*${factors}`;
    key += key === "" ? (coefficient < 0 ? `-${text}` : text) : coefficient < 0 ? ` - ${text}` : ` + ${text}`;
  }
  return key;
}

function floorAtom(numerator: number | Polynomial, divisor: number | Polynomial): Dim {
  const key = `(${formatDim(numerator)})//${typeof divisor === "number" ? divisor : `(${divisor.key})`}`;
  const simple = typeof numerator !== "number" && numerator.terms.length === 1 && /^\w+$/.test(numerator.key);
  const shown = simple
    ? `(${numerator.key}//${typeof divisor === "number" ? divisor : `(${divisor.key})`})`
    : `(${key})`;
  return polynomial([
    { coefficient: 1, factors: [{ atom: { kind: "floor", numerator, divisor, key: shown }, power: 1 }], key: shown },
  ]);
}

/** floor((floor(x / a) + c) / b) = floor((x + a·c) / (a·b)) for positive integers a and b. */
function mergeNestedFloor(dim: Polynomial, divisor: number): Dim | undefined {
  const inner = dim.terms.filter((term) => term.factors.length > 0);
  const constant = dim.terms.find((term) => term.factors.length === 0)?.coefficient ?? 0;
  const only = inner[0];
  const factor = only?.factors[0];
  if (inner.length !== 1 || only?.coefficient !== 1 || only.factors.length !== 1 || factor?.power !== 1)
    return undefined;
  const { atom } = factor;
  if (atom.kind !== "floor" || typeof atom.divisor !== "number" || atom.divisor < 0 || divisor < 0) return undefined;
  return floorDivDim(addDim(atom.numerator, atom.divisor * constant), atom.divisor * divisor);
}

/** Polynomial division by one term, or by an equal polynomial. */
function divideExactly(a: number | Polynomial, b: number | Polynomial): Dim | undefined {
  if (equalDims(a, b)) return 1;
  if (a === 0) return 0;
  const divisor = terms(b);
  const by = divisor[0];
  if (by === undefined) return undefined;
  if (divisor.length > 1) {
    // (c·b) / b where every coefficient of a is c times that of b.
    const first = terms(a)[0];
    if (first === undefined || first.coefficient % by.coefficient !== 0) return undefined;
    const ratio = first.coefficient / by.coefficient;
    return equalDims(mulDim(b, ratio), a) ? ratio : undefined;
  }
  const quotients: Term[] = [];
  for (const term of terms(a)) {
    if (term.coefficient % by.coefficient !== 0) return undefined;
    const factors: Factor[] = [];
    const wanted = new Map(by.factors.map((factor) => [factor.atom.key, factor.power]));
    for (const factor of term.factors) {
      const power = factor.power - (wanted.get(factor.atom.key) ?? 0);
      wanted.delete(factor.atom.key);
      if (power < 0) return undefined;
      if (power > 0) factors.push({ atom: factor.atom, power });
    }
    if (wanted.size > 0) return undefined;
    quotients.push({ coefficient: term.coefficient / by.coefficient, factors, key: factorsKey(factors) });
  }
  return collect(quotients);
}

function multiplyBounds(a: Bounds, b: Bounds): Bounds {
  const products = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map((x) =>
    Number.isNaN(x) ? 0 : x,
  );
  return { low: Math.min(...products), high: Math.max(...products) };
}

function floorBounds(numerator: Bounds, divisor: Bounds): Bounds {
  if (divisor.low <= 0) return everything;
  const quotients = [
    numerator.low / divisor.low,
    numerator.low / divisor.high,
    numerator.high / divisor.low,
    numerator.high / divisor.high,
  ].map((x) => (Number.isNaN(x) ? 0 : Math.floor(x)));
  return { low: Math.min(...quotients), high: Math.max(...quotients) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
