/** Leads to a place in a file, as quick fixes of broken budgets do. */
import type { GoToArguments, ProtocolRange } from "@lathe/protocol";
import * as vscode from "vscode";

/** Opens the file, where it is not open, and selects the place. */
export async function goTo({ uri, range }: GoToArguments): Promise<void> {
  select(await vscode.window.showTextDocument(vscode.Uri.parse(uri)), range);
}

/** Selects a place and scrolls to it. */
export function select(editor: vscode.TextEditor, { start, end }: ProtocolRange): void {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  editor.selection = new vscode.Selection(range.start, range.end);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
