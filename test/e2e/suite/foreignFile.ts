import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, hints, open } from "./editor.ts";

export function foreignFile(): void {
  it("is left alone, and said so once", async () => {
    const { foreignFiles } = await api();
    const { document } = await open("football.net");
    await eventually("the notice", () => foreignFiles.find((uri) => uri.endsWith("football.net")));
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    assert.equal((await hints(document)).size, 0);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
    await open("football.net");
    assert.equal(foreignFiles.length, 1);
  });
}
