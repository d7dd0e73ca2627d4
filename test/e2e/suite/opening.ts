import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, hints, hover, lenses, lineOf, open } from "./editor.ts";

export function opening(): void {
  let document: vscode.TextDocument;

  before(async () => {
    ({ document } = await open("resnet.net"));
    await api();
  });

  it("makes a .net file a Lathe file", () => {
    assert.equal(document.languageId, "lathe");
  });

  it("shows a figure behind each line that costs something", async () => {
    const shown = await hints(document);
    assert.match(shown.get(lineOf(document, "logits = layer4")) ?? "none", /2\.05 M/);
  });

  it("shows the sum over all instances behind a line of a block", async () => {
    const shown = await hints(document);
    assert.match(shown.get(lineOf(document, "conv3: conv(out")) ?? "none", /^×16 Σ 822 M MACs/);
  });

  it("shows totals above each net and block", async () => {
    const titles = await lenses(document);
    assert.ok(
      titles.some((title) => title.includes("25.6 M params")),
      titles.join("\n"),
    );
    assert.ok(
      titles.some((title) => title.includes("11.7 M params")),
      titles.join("\n"),
    );
    assert.ok(titles.length >= 4, titles.join("\n"));
  });

  it("has the totals in the status bar", async () => {
    const { status } = await api();
    const { text } = await eventually("the status", () => status(document.uri));
    assert.match(text, /resnet50.*4\.09 G MACs/);
  });

  it("explains a figure by a formula", async () => {
    const line = lineOf(document, "logits = layer4");
    const column = document.lineAt(line).text.indexOf("linear");
    const text = await hover(document, new vscode.Position(line, column));
    assert.match(text, /2,?048,?000|2048 ?[·×*] ?1000|2\.05 M/);
    assert.match(text, /[·×*]/);
  });

  it("lists nets and blocks as symbols", async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      "vscode.executeDocumentSymbolProvider",
      document.uri,
    );
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ["halve_first", "resnet50", "bottleneck", "resnet18", "basic"],
    );
  });

  it("finds nothing to complain about", () => {
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
  });
}
