/** What the suites ask VS Code. */
import * as vscode from "vscode";
import type { LatheApi } from "../../../client/src/extension.ts";

export async function api(): Promise<LatheApi> {
  const extension = vscode.extensions.getExtension<LatheApi>("lathe.lathe");
  if (extension === undefined) throw new Error("The extension is not installed.");
  return extension.activate();
}

/** Opens a file of the workspace. */
export async function open(name: string): Promise<vscode.TextEditor> {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("No folder is open.");
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  return vscode.window.showTextDocument(document);
}

/** The line whose text contains this. */
export function lineOf(document: vscode.TextDocument, text: string): number {
  const offset = document.getText().indexOf(text);
  if (offset < 0) throw new Error(`${document.uri.path} does not contain ${text}`);
  return document.positionAt(offset).line;
}

/** Replaces the first occurrence, as typing would. */
export async function replace(editor: vscode.TextEditor, before: string, after: string): Promise<void> {
  const { document } = editor;
  const start = document.getText().indexOf(before);
  if (start < 0) throw new Error(`${document.uri.path} does not contain ${before}`);
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + before.length));
  if (!(await editor.edit((edit) => edit.replace(range, after)))) throw new Error("VS Code refused the edit.");
}

/** Every hint of a document by line. */
export async function hints(document: vscode.TextDocument): Promise<ReadonlyMap<number, string>> {
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const list = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    "vscode.executeInlayHintProvider",
    document.uri,
    whole,
  );
  const text = ({ label }: vscode.InlayHint) =>
    typeof label === "string" ? label : label.map(({ value }) => value).join("");
  return new Map(list.map((hint) => [hint.position.line, text(hint)]));
}

export async function lenses(document: vscode.TextDocument): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    "vscode.executeCodeLensProvider",
    document.uri,
    100,
  );
  return list.map(({ command }) => command?.title ?? "");
}

export async function hover(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const list = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    document.uri,
    position,
  );
  return list
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/** Asks again until there is an answer: diagnostics and the status arrive when the server has got to them. */
export async function eventually<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited 10 s in vain for ${what}.`);
}
