/** What VS Code calls. Everything with a meaning of its own stands in a file of its own. */
import type { StatusParams } from "@lathe/protocol";
import type * as vscode from "vscode";
import { CommandLine } from "./commandLine.ts";
import { registerCommands } from "./commands.ts";
import { ForeignFiles } from "./foreignFile.ts";
import { Server } from "./server.ts";
import { Shown } from "./shown.ts";
import { StatusBar } from "./statusBar.ts";

/** What tests may look at; nothing else is promised. */
export interface LatheApi {
  /** What the server last said of a document. */
  status(uri: vscode.Uri): StatusParams | undefined;
  /** Uris of the files that were left alone, each once. */
  readonly foreignFiles: readonly string[];
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<LatheApi> {
  server = new Server(context.asAbsolutePath("dist/server.cjs"));
  const commandLine = new CommandLine(context.asAbsolutePath("dist/lathe.cjs"), server.output);
  const shown = new Shown(server, context.workspaceState);
  const statusBar = new StatusBar(server);
  const foreignFiles = new ForeignFiles(server);
  context.subscriptions.push(server, statusBar, ...registerCommands(server, commandLine, shown, statusBar));
  await server.start();
  return { status: (uri) => statusBar.status(uri), foreignFiles: foreignFiles.said };
}

export const deactivate = (): Promise<void> | undefined => server?.stop();
