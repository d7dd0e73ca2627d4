/** The contract of language features: one file each in `features/`, listed in `features/index.ts`. */
import type { Analysis, Bounds, Reach, ShownNet, Workspace } from "@lathe/engine";
import type { Figure, Settings } from "@lathe/protocol";
import type { Connection, ServerCapabilities } from "vscode-languageserver";
import type { Neighbours } from "./neighbours.ts";

/** A language feature: what it offers, and how it answers. It keeps nothing between requests. */
export interface Feature {
  readonly name: string;
  readonly capabilities: Partial<ServerCapabilities>;
  attach(connection: Connection, host: FeatureHost): void;
}

/** What the server lets features use. */
export interface FeatureHost {
  /**
   * Answers from the newest analysis of a document. Gives `nothing` where the document is not known or plainly of another
   * format, and where the feature itself fails, which is logged: the others go on.
   */
  answer<T>(feature: string, uri: string, nothing: T, run: (analysis: Analysis) => T): T;
  /**
   * Lets changes that have arrived already be taken in. False if there were any of this document: what was asked of the text
   * before is not worth working out, so that fast typing never leaves answers behind.
   */
  isNewest(uri: string): Promise<boolean>;
  /** Analyses a file that may not be open; undefined where there is none. */
  analyse(uri: string): Analysis | undefined;
  readonly workspace: Workspace;
  /** What stands in the files around a document. */
  readonly neighbours: Neighbours;
  /** What imports may reach: the library, and the folders that are open. */
  readonly reach: Reach;
  readonly settings: Settings;
  readonly figure: Figure;
  /** Which instance of each block of a file is shown. */
  instancesOf(uri: string): ReadonlyMap<string, string>;
  /** The client has Lathe's own commands, so that lenses may name them. */
  readonly hasCommands: boolean;
  /** Bounds of a net with choices, once they are worked out. */
  boundsOf(shown: ShownNet): Bounds | undefined;
}
