import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { eventually, hints, lineOf, open, replace } from "./editor.ts";

export function editing(): void {
  let editor: vscode.TextEditor;

  beforeEach(async () => {
    editor = await open("resnet.net");
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  it("changes the figures with the text", async () => {
    const line = lineOf(editor.document, "logits = layer4");
    const before = (await hints(editor.document)).get(line);
    await replace(editor, "net resnet50(classes: int = 1000)", "net resnet50(classes: int = 500)");
    const after = (await hints(editor.document)).get(line);
    assert.match(after ?? "none", /1\.02 M/);
    assert.notEqual(after, before);
  });

  it("keeps the figures of the other lines when one is broken", async () => {
    const { document } = editor;
    const line = lineOf(document, "logits = layer4");
    const before = (await hints(document)).get(lineOf(document, "layer1 = stem"));
    await replace(editor, "-> fc: linear(classes)", "-> fc: linear(");
    const after = await hints(document);
    assert.equal(after.get(lineOf(document, "layer1 = stem")), before);
    await eventually("a complaint about the line", () =>
      vscode.languages.getDiagnostics(document.uri).find(({ range }) => range.start.line === line),
    );
    const strays = vscode.languages.getDiagnostics(document.uri).filter(({ range }) => range.start.line < line);
    assert.deepEqual(strays, []);
  });

  it("offers operators after an arrow", async () => {
    const { document } = editor;
    await replace(editor, "-> fc: linear(classes)", "-> fc: linear(classes) -> ");
    const line = lineOf(document, "logits = layer4");
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      document.uri,
      document.lineAt(line).range.end,
    );
    const labels = list.items.map(({ label }) => (typeof label === "string" ? label : label.label));
    assert.ok(labels.includes("conv"), labels.join(" "));
    assert.ok(labels.includes("bottleneck"), labels.join(" "));
  });
}
