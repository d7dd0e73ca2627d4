import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, hints, lenses, lineOf, open } from "./editor.ts";

export function showing(): void {
  let document: vscode.TextDocument;
  const behindLogits = async () => (await hints(document)).get(lineOf(document, "logits = layer4"));

  before(async () => {
    ({ document } = await open("resnet.net"));
  });

  it("goes from figure to figure", async () => {
    const { status } = await api();
    await vscode.commands.executeCommand("lathe.cycleFigure");
    assert.match((await behindLogits()) ?? "none", /2\.05 M params/);
    await eventually("the status to follow", () => status(document.uri)?.figure === "params" || undefined);
  });

  it("comes back to the first figure, and remembers it over a restart of the server", async () => {
    const { status } = await api();
    for (let step = 0; step < 4; step++) await vscode.commands.executeCommand("lathe.cycleFigure");
    await vscode.commands.executeCommand("lathe.restartServer");
    await eventually("the last figure", () => status(document.uri)?.figure === "memory" || undefined);
    await vscode.commands.executeCommand("lathe.cycleFigure");
    await eventually("the first figure", async () => /MACs/.test((await behindLogits()) ?? "") || undefined);
  });

  it("obeys its settings at once", async () => {
    const settings = vscode.workspace.getConfiguration("lathe");
    const { Workspace } = vscode.ConfigurationTarget;
    try {
      await settings.update("hints.enabled", false, Workspace);
      await settings.update("codeLens.enabled", false, Workspace);
      await eventually("no hints", async () => (await hints(document)).size === 0 || undefined);
      await eventually("no lenses", async () => (await lenses(document)).length === 0 || undefined);
    } finally {
      await settings.update("hints.enabled", undefined, Workspace);
      await settings.update("codeLens.enabled", undefined, Workspace);
    }
    await eventually("the hints again", async () => (await hints(document)).size > 0 || undefined);
  });
}
