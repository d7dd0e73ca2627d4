/** The contract of language features: one file each in `features/`, listed in `features/index.ts`. */
import type { Analysis, Bounds, Module, Reach, ShownNet, Workspace } from "@lathe/engine";
import type { Figure, Settings } from "@lathe/protocol";
import type { Connection, ResponseError, ServerCapabilities } from "vscode-languageserver";
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
  /** The same for what the text alone tells: nobody waits for figures who does not show them. */
  read<T>(feature: string, uri: string, nothing: T, run: (module: Module) => T): T;
  /**
   * Answers what editors ask by themselves after every change. Refused where a newer text of the document has arrived, before
   * work starts or while it went on: nobody sees the text of such an answer any more, and fast typing must leave no queue.
   */
  unlessOvertaken<T>(uri: string, answer: () => T): Promise<T | ResponseError>;
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
