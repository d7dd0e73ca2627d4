/** Makes a `.net` file of an ONNX model, beside it, and opens that. */
import { basename } from "node:path";
import * as vscode from "vscode";
import type { CommandLine } from "./commandLine.ts";
import { isTrusted } from "./trust.ts";

/** Imports the model that the explorer's menu stands on, or asks for one. */
export async function importModel(commandLine: CommandLine, given: vscode.Uri | undefined): Promise<void> {
  if (!isTrusted("Importing writes files")) return;
  const model = given ?? (await pickModel());
  if (model === undefined) return;
  const beside = vscode.Uri.joinPath(model, `../${basename(model.path).replace(/\.onnx$/i, "")}.net`);
  const target = (await exists(beside)) ? await askWhere(beside) : beside;
  if (target === undefined) return;
  const ending = await commandLine.run(`Importing ${basename(model.path)}`, [
    "import",
    model.fsPath,
    "-o",
    target.fsPath,
  ]);
  if (ending.kind === "refused") void vscode.window.showErrorMessage(`Not imported: ${ending.message}`);
  if (ending.kind === "done") await vscode.window.showTextDocument(target);
}

async function pickModel(): Promise<vscode.Uri | undefined> {
  const options = { title: "Import ONNX", filters: { "ONNX model": ["onnx"] }, canSelectMany: false };
  return (await vscode.window.showOpenDialog(options))?.[0];
}

async function askWhere(beside: vscode.Uri): Promise<vscode.Uri | undefined> {
  return vscode.window.showSaveDialog({
    defaultUri: beside,
    title: `${basename(beside.path)} is there already`,
    filters: { Net: ["net"] },
  });
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
