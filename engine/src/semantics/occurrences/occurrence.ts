/** Names in a file: where they stand, and what they refer to, as far as the file alone can tell. */
import type { Span } from "../../base/span.ts";
import type { SourceChunk } from "../../syntax/read.ts";
import type { Declaration, Module } from "../module.ts";
import type { PathTree } from "./paths.ts";

/** Where a name is given its meaning. Two names mean the same if they refer to the same definition. */
export interface NameDefinition {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly module: Module;
  /** Of the name. */
  readonly span: Span;
  /** The statement around it. */
  readonly chunk: SourceChunk;
  /** The net, block, fn or op that it stands in; undefined at the top of a file. */
  readonly within: NameDefinition | undefined;
  /** The calls whose results it names: several, where a condition decides. */
  readonly madeBy: readonly Occurrence[];
  /** Its value is known before any data flows: a number, a list, a choice, a dim. */
  readonly isSettled: boolean;
  /** Where it can be used, if that is not all that follows in its declaration: the body of a repeat. */
  readonly holds: Span | undefined;
}

export type DefinitionKind =
  | Declaration["kind"]
  /** `import "…" { name as alias }` */
  | "alias"
  | "parameter"
  | "input"
  | "dim"
  | "state"
  | "binding"
  /** `as i` of a repetition. */
  | "binder"
  | "carried"
  | "output"
  | "label";

/** What a name refers to; what other files decide is looked up in `meaning.ts`. */
export type Target =
  | NameDefinition
  /** A name that another file declares. */
  | { readonly kind: "imported"; readonly module: Module; readonly path: string; readonly name: string }
  /** `stride=2`: the parameter of what is called. */
  | { readonly kind: "argument"; readonly of: Target; readonly name: string }
  /** A name in a path: of the first of `trees` that has the path's first name. */
  | {
      readonly kind: "segment";
      readonly trees: readonly PathTree[];
      readonly path: readonly string[];
      readonly index: number;
    }
  /** The path of an import. */
  | { readonly kind: "file"; readonly module: Module; readonly path: string };

/** What sort of name it is. Those of the second group are the language's own words, which refer to nothing. */
export type Namespace =
  | "callable"
  | "value"
  | "label"
  | "argument"
  | "segment"
  | "file"
  /** A name that an import brings in as it is called there. */
  | "import"
  | Word;

export type Word =
  | "type"
  /** `x.channels` */
  | "attribute"
  | "annotation"
  /** `range` of an input. */
  | "setting"
  | "metric"
  /** `macs` of a custom op. */
  | "cost"
  /** A device. */
  | "target"
  /** One of several words: `bgr`, `l1`, `calibration`. */
  | "word"
  /** A function of the language that is called on numbers, and not as a stage. */
  | "function"
  /** `onnx`, and what is called in it. */
  | "domain"
  | "foreign"
  /** What a custom op gives, in its own costs. */
  | "result";

export interface Occurrence {
  readonly name: string;
  readonly namespace: Namespace;
  readonly span: Span;
  /** It gives the name its meaning. */
  readonly isDefinition: boolean;
  /** Undefined where it is not known, or part of the language. */
  readonly refers: Target | undefined;
  /** The net, block, fn or op that it stands in. */
  readonly within: NameDefinition | undefined;
}

/** What a definition holds that other names can ask for. */
export interface Inside {
  /** Parameters, and the inputs of a net. */
  readonly parameters: ReadonlyMap<string, NameDefinition>;
  /** The paths of what its body calls. */
  readonly paths: PathTree | undefined;
  /** What an alias stands for, or a variant is made of. */
  readonly of: Target | undefined;
}
