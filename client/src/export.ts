/** Writes a net as a file of another program. */
import { basename } from "node:path";
import { type ExportArguments, languageId } from "@lathe/protocol";
import * as vscode from "vscode";
import type { CommandLine, Ending } from "./commandLine.ts";
import type { StatusBar } from "./statusBar.ts";
import { isTrusted } from "./trust.ts";

/** What can be written, as the command line calls it. */
const formats = {
  onnx: { name: "ONNX model", extension: "onnx" },
  pytorch: { name: "PyTorch module", extension: "py" },
} as const;

export type Format = keyof typeof formats;

/** Asks where to, and exports the net that is named, or the one that is shown. The file is saved first. */
export async function exportNet(
  commandLine: CommandLine,
  statusBar: StatusBar,
  format: Format,
  given: Partial<ExportArguments> = {},
): Promise<void> {
  if (!isTrusted("Exporting runs the net that it wrote")) return;
  const uri = given.uri === undefined ? vscode.window.activeTextEditor?.document.uri : vscode.Uri.parse(given.uri);
  const document = uri === undefined ? undefined : await vscode.workspace.openTextDocument(uri);
  if (document?.languageId !== languageId || document.uri.scheme !== "file") {
    void vscode.window.showInformationMessage("Open a .net file that is saved on the disk first: its net is exported.");
    return;
  }
  const net = given.net ?? statusBar.status(document.uri)?.net ?? basename(document.uri.fsPath, ".net");
  const { name, extension } = formats[format];
  const defaultUri = vscode.Uri.joinPath(document.uri, `../${net}.${extension}`);
  const target = await vscode.window.showSaveDialog({
    defaultUri,
    filters: { [name]: [extension] },
    title: `Export ${net}`,
  });
  if (target === undefined || !(await document.save())) return;
  const args = ["export", document.uri.fsPath, "--net", net, "--format", format, "-o", target.fsPath];
  const title = `Exporting ${net}`;
  const ending = await commandLine.run(title, args);
  await tell(ending, target, () => commandLine.run(title, [...args, "--no-verify"]));
}

async function tell(ending: Ending, target: vscode.Uri, untried: () => Promise<Ending>): Promise<void> {
  switch (ending.kind) {
    case "cancelled":
      return;
    case "refused": {
      const anyway = "Export Untried";
      const offers = ending.code === "runtime-missing" ? [anyway] : [];
      const answer = await vscode.window.showErrorMessage(`Not exported: ${ending.message}`, ...offers);
      if (answer === anyway) await tell(await untried(), target, untried);
      return;
    }
    case "done": {
      const { weights, verified } = ending.said;
      const numbers = weights === "random" ? "Its weights are random." : "It has the trained weights.";
      const tried = verified === true ? " It was loaded and run once." : "";
      const message = `${basename(target.fsPath)} is written. ${numbers}${tried}`;
      // Random weights must never be mistaken for trained ones.
      const show = weights === "random" ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
      void show(message);
    }
  }
}
