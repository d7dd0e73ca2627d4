/** Complaints about a device file: VS Code's own about its shape, and Lathe's about its figures, each once. */
import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, replace } from "./editor.ts";

const board = `{
  "id": "toy_board",
  "name": "Toy board",
  "kind": "board",
  "units": [],
  "takes": [],
  "tables": [],
  "aliases": ["toy_board", "host"]
}
`;

export function deviceFiles(): void {
  let uri: vscode.Uri;

  before(async () => {
    await api();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    uri = vscode.Uri.joinPath(folder, ".lathe", "devices", "toy_board.json");
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(board));
  });

  after(() => vscode.workspace.fs.delete(uri));

  it("are there before the file is opened, and follow what is typed", async () => {
    const complaints = () => vscode.languages.getDiagnostics(uri);
    // The id of a device that ships cannot be another name.
    const [first] = await eventually("a complaint about the closed file", () =>
      complaints().length > 0 ? complaints() : undefined,
    );
    assert.match(first?.message ?? "", /`host` is the id of a device/);
    const editor = await vscode.window.showTextDocument(uri);
    assert.equal(editor.document.getText(first?.range), '"host"');
    await replace(editor, ', "host"', "");
    await eventually("no complaint", () => complaints().length === 0 || undefined);
    // Of the shape VS Code alone speaks.
    await replace(editor, '"kind": "board"', '"kind": "toaster"');
    const wrong = await eventually("a complaint about the shape", () =>
      complaints().length > 0 ? complaints() : undefined,
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(
      complaints().map(({ source }) => source),
      wrong.map(({ source }) => source),
    );
    assert.ok(wrong.every(({ source }) => source !== "lathe"));
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });
}
