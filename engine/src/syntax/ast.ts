/**
 * The syntax tree of one chunk (statement). Nodes do not know offsets: `at` names tokens of their chunk by index, so
 * that a tree can be kept when the text around its chunk moves. `source.ts` turns ranges into offsets.
 */
import type { Unit } from "../base/value.ts";

/** Indices of the first and the last token, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

export interface Identifier {
  readonly name: string;
  readonly at: Range;
}

export type Expression =
  | {
      readonly kind: "number";
      readonly at: Range;
      readonly value: number;
      readonly isFloat: boolean;
      readonly unit?: Unit;
    }
  | { readonly kind: "string"; readonly at: Range; readonly value: string }
  | { readonly kind: "bool"; readonly at: Range; readonly value: boolean }
  | { readonly kind: "none"; readonly at: Range }
  | NameExpression
  | { readonly kind: "list" | "tuple"; readonly at: Range; readonly items: readonly Expression[] }
  | { readonly kind: "unary"; readonly at: Range; readonly operator: "-" | "not"; readonly operand: Expression }
  | BinaryExpression
  | { readonly kind: "range"; readonly at: Range; readonly from: Expression; readonly to: Expression }
  | ConditionalExpression
  | { readonly kind: "index"; readonly at: Range; readonly target: Expression; readonly items: readonly Expression[] }
  | { readonly kind: "attribute"; readonly at: Range; readonly target: Expression; readonly name: Identifier }
  | CallExpression
  | { readonly kind: "choose"; readonly at: Range; readonly arguments: readonly Argument[] }
  | PipelineExpression
  | { readonly kind: "labelled"; readonly at: Range; readonly label: Identifier; readonly expression: Expression }
  /** Something that could not be read; it has been reported. */
  | { readonly kind: "broken"; readonly at: Range };

export interface NameExpression {
  readonly kind: "name";
  readonly at: Range;
  readonly name: string;
}

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "**" | "<" | "<=" | ">" | ">=" | "==" | "!=" | "and" | "or";

/** Operands of one precedence level, flat, so that long sums do not nest. */
export interface BinaryExpression {
  readonly kind: "binary";
  readonly at: Range;
  readonly first: Expression;
  readonly rest: readonly { readonly operator: BinaryOperator; readonly at: Range; readonly operand: Expression }[];
}

export interface ConditionalExpression {
  readonly kind: "conditional";
  readonly at: Range;
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise: Expression;
}

/** `conv`, `onnx.Einsum`, `onnx["com.microsoft"].Gelu`. */
export interface Callee extends Identifier {
  readonly foreign?: { readonly domain: string };
}

export interface Argument {
  readonly at: Range;
  readonly name?: Identifier;
  readonly value: Expression;
}

export interface CallExpression {
  readonly kind: "call";
  readonly at: Range;
  readonly callee: Callee;
  readonly arguments: readonly Argument[];
  readonly annotations: readonly Annotation[];
}

export interface PipelineExpression {
  readonly kind: "pipeline";
  readonly at: Range;
  readonly head: Expression;
  readonly stages: readonly Stage[];
}

export type Stage = CallStage | RepeatStage | ConditionalStage | { readonly kind: "broken"; readonly at: Range };

export interface CallStage {
  readonly kind: "call";
  readonly at: Range;
  readonly label?: Identifier;
  readonly callee: Callee;
  readonly arguments: readonly Argument[];
  readonly annotations: readonly Annotation[];
}

export interface RepeatStage {
  readonly kind: "repeat" | "collect";
  readonly at: Range;
  /** The keyword, where its figures are shown. */
  readonly keyword: Range;
  readonly label?: Identifier;
  readonly source: Expression;
  readonly binder?: Pattern;
  /** The names of the carried values; then the body is statements, else stages. */
  readonly carried?: Pattern;
  /** Which of the chunk's groups is the body. */
  readonly body: number;
  readonly annotations: readonly Annotation[];
}

/** `(if wide then conv(128, kernel=3) -> relu else identity)` */
export interface ConditionalStage {
  readonly kind: "conditional";
  readonly at: Range;
  readonly label?: Identifier;
  readonly condition: Expression;
  readonly then: readonly Stage[];
  readonly otherwise: readonly Stage[];
}

/** One name, or several in parentheses. */
export interface Pattern {
  readonly at: Range;
  readonly names: readonly Identifier[];
  readonly isTuple: boolean;
}

export interface Annotation {
  readonly at: Range;
  readonly name: string;
  readonly arguments: readonly AnnotationArgument[];
}

export type AnnotationArgument =
  | Argument
  /** `2:4` */
  | { readonly at: Range; readonly ratio: readonly [number, number] };

/** `f32[N, 3, H, W]`, `tensor`, `int`, `op`. */
export interface TypeExpression {
  readonly at: Range;
  readonly name: string;
  /** Undefined where no brackets stand; `undefined` entries are `?`. */
  readonly dims?: readonly (Expression | undefined)[];
}

export interface ParameterDeclaration {
  readonly at: Range;
  readonly name: Identifier;
  readonly type?: TypeExpression;
  readonly default?: Expression;
}

export interface Target {
  readonly name: Identifier;
  readonly type?: TypeExpression;
}

/** A statement of a body, or a declaration. `body` fields are indices of the chunk's groups. */
export type Statement =
  | { readonly kind: "binding"; readonly at: Range; readonly targets: readonly Target[]; readonly value: Expression }
  | { readonly kind: "return"; readonly at: Range; readonly values: readonly Expression[] }
  | { readonly kind: "expression"; readonly at: Range; readonly value: Expression }
  | { readonly kind: "stages"; readonly at: Range; readonly stages: readonly Stage[] }
  | { readonly kind: "version"; readonly at: Range; readonly version: number }
  | { readonly kind: "import"; readonly at: Range; readonly path: PathLiteral; readonly body?: number }
  | NetDeclaration
  | { readonly kind: "variant"; readonly at: Range; readonly name: Identifier; readonly value: Expression }
  | BlockDeclaration
  | FunctionDeclaration
  | OperatorDeclaration
  | {
      readonly kind: "dim";
      readonly at: Range;
      readonly name: Identifier;
      readonly sample?: Expression;
      readonly bounds?: Expression;
    }
  | {
      readonly kind: "input";
      readonly at: Range;
      readonly name: Identifier;
      readonly type?: TypeExpression;
      readonly body?: number;
    }
  | {
      readonly kind: "state";
      readonly at: Range;
      readonly name: Identifier;
      readonly type?: TypeExpression;
      readonly initial?: Expression;
    }
  | { readonly kind: "output"; readonly at: Range; readonly names: readonly Identifier[]; readonly value?: Expression }
  | { readonly kind: "target"; readonly at: Range; readonly targets: readonly Expression[] }
  | { readonly kind: "budget"; readonly at: Range; readonly target?: Expression; readonly body?: number }
  | { readonly kind: "policy"; readonly at: Range; readonly target?: Expression; readonly body?: number }
  | { readonly kind: "weights"; readonly at: Range; readonly path: PathLiteral; readonly body?: number }
  | { readonly kind: "data"; readonly at: Range; readonly role: Identifier; readonly path: PathLiteral }
  | { readonly kind: "opset"; readonly at: Range; readonly value: Expression }
  | { readonly kind: "counting"; readonly at: Range; readonly rule: Identifier }
  /** Entries in the braces of an import, input, budget, policy, weights or op. */
  | { readonly kind: "entries"; readonly at: Range; readonly entries: readonly Entry[] }
  | { readonly kind: "broken"; readonly at: Range };

export interface PathLiteral {
  readonly at: Range;
  readonly value: string;
}

export interface NetDeclaration {
  readonly kind: "net";
  readonly at: Range;
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly body?: number;
}

export interface BlockDeclaration {
  readonly kind: "block";
  readonly at: Range;
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly body?: number;
}

export interface FunctionDeclaration {
  readonly kind: "fn";
  readonly at: Range;
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly value: Expression;
}

export interface OperatorDeclaration {
  readonly kind: "op";
  readonly at: Range;
  readonly name: Identifier;
  readonly parameters: readonly ParameterDeclaration[];
  readonly results: readonly TypeExpression[];
  readonly body?: number;
}

export type Entry =
  /** `a`, `b as c` */
  | { readonly kind: "import"; readonly at: Range; readonly name: Identifier; readonly alias?: Identifier }
  /** `range 0..1`, `channels rgb` */
  | { readonly kind: "setting"; readonly at: Range; readonly name: Identifier; readonly value: Expression }
  /** `macs = 0` */
  | { readonly kind: "assignment"; readonly at: Range; readonly name: Identifier; readonly value: Expression }
  /** `params <= 4M` */
  | {
      readonly kind: "limit";
      readonly at: Range;
      readonly metric: Identifier;
      readonly operator: string;
      readonly value: Expression;
    }
  /** `"body.**": @int8 @prune(25%)` */
  | {
      readonly kind: "policy";
      readonly at: Range;
      readonly glob: PathLiteral;
      readonly annotations: readonly Annotation[];
    }
  /** `"their.**": "ours.**"` */
  | { readonly kind: "map"; readonly at: Range; readonly from: PathLiteral; readonly to: PathLiteral };

/** What the braces after a statement hold: which decides how the chunks inside are read. */
export type Context = "file" | "body" | "stages" | "import" | "input" | "budget" | "policy" | "weights" | "op";
