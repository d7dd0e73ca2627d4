import * as assert from "node:assert/strict";
import * as vscode from "vscode";
import { api, eventually, hints, hover, lenses, lineOf, open } from "./editor.ts";

export function onTargets(): void {
  let document: vscode.TextDocument;
  const behindStem = async () => (await hints(document)).get(lineOf(document, "stem = image")) ?? "";
  const show = (target: string) =>
    vscode.commands.executeCommand("lathe.showTarget", { uri: document.uri.toString(), target });

  before(async () => {
    ({ document } = await open("mobilenet.net"));
  });
  after(async () => {
    const { status } = await api();
    for (let step = 0; step < 7 && status(document.uri)?.figure !== "macs"; step++) {
      const before = status(document.uri)?.figure;
      await vscode.commands.executeCommand("lathe.cycleFigure");
      await eventually("the next figure", () => status(document.uri)?.figure !== before || undefined);
    }
  });

  it("has the time on each above the net, with its band and what it is for", async () => {
    const titles = await eventually("the lenses", async () => {
      const all = await lenses(document);
      return all.some((title) => title.startsWith("pixel4")) ? all : undefined;
    });
    assert.ok(
      titles.some((title) => /^pixel4 [\d.]+ ms \([\d.]+–[\d.]+\) xnnpack fp32 1 thread$/.test(title)),
      titles.join("\n"),
    );
    assert.ok(
      titles.some((title) => /^raspberrypi4 [\d.]+ ms \([\d.]+–[\d.]+\) ncnn fp32 1 thread$/.test(title)),
      titles.join("\n"),
    );
  });

  it("puts the times of one behind the lines, and then those of the other", async () => {
    const { status } = await api();
    await show("pixel4");
    const onPhone = await eventually("milliseconds", async () => / · [\d.]+ ms/.exec(await behindStem())?.[0]);
    await show("raspberrypi4");
    await eventually("other milliseconds", async () => {
      const now = / · [\d.]+ ms/.exec(await behindStem())?.[0];
      return now !== undefined && now !== onPhone ? now : undefined;
    });
    const shown = await eventually("the status", () => {
      const now = status(document.uri);
      return now?.shownTarget === "raspberrypi4" ? now : undefined;
    });
    assert.match(shown.text, /^mobilenet_v2 · raspberrypi4 [\d.]+ ms · pixel4 [\d.]+ ms$/);
  });

  it("explains a call on both", async () => {
    const line = lineOf(document, "stem = image");
    const text = await hover(document, new vscode.Position(line, document.lineAt(line).text.indexOf("conv")));
    assert.match(text, /\*\*pixel4\*\*.*\*\*raspberrypi4\*\*/);
    assert.match(text, /compute-bound/);
  });

  it("completes a file of a device of one's own by the schema", async () => {
    const own = await open(".lathe/devices/mine.json");
    const line = own.document.lineAt(lineOf(own.document, '"kind"'));
    const labels = await eventually("the schema", async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        "vscode.executeCompletionItemProvider",
        own.document.uri,
        new vscode.Position(line.lineNumber, line.text.indexOf(": ") + 2),
      );
      const found = items.map(({ label }) => (typeof label === "string" ? label : label.label));
      return found.some((label) => label.includes("microcontroller")) ? found : undefined;
    });
    assert.ok(
      labels.some((label) => label.includes("phone")),
      labels.join(", "),
    );
    await vscode.window.showTextDocument(document);
  });
}
