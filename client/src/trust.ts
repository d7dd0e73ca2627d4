/** Until a folder is trusted Lathe only reads files and counts costs. */
import * as vscode from "vscode";

/** Whether the workspace is trusted; where it is not, says what is refused and how to change that. */
export function isTrusted(what: string): boolean {
  if (vscode.workspace.isTrusted) return true;
  const manage = "Manage Trust";
  void vscode.window.showWarningMessage(`${what}, which needs a trusted workspace.`, manage).then((answer) => {
    if (answer === manage) void vscode.commands.executeCommand("workbench.trust.manage");
  });
  return false;
}
