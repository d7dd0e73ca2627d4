/** The commands of the palette. */
import {
  type ExportArguments,
  exportCommand,
  type Figure,
  type GoToArguments,
  goToCommand,
  languageId,
  type PickInstanceArguments,
  pickInstanceCommand,
  type ShowTargetArguments,
  showTargetCommand,
} from "@lathe/protocol";
import * as vscode from "vscode";
import type { CommandLine } from "./commandLine.ts";
import { exportNet } from "./export.ts";
import { goTo } from "./goTo.ts";
import { importModel } from "./importModel.ts";
import { PeakSteps } from "./peak.ts";
import { pickTarget, showTarget } from "./pickTarget.ts";
import type { Server } from "./server.ts";
import { offeredFigures, type Shown } from "./shown.ts";
import type { StatusBar } from "./statusBar.ts";

const descriptions: Record<Figure, { readonly label: string; readonly detail: string }> = {
  macs: { label: "MACs", detail: "Multiply-accumulates of convolutions, matrix products and the like" },
  latency: { label: "Latency", detail: "Milliseconds on the target that is shown" },
  params: { label: "Parameters", detail: "Learned numbers, each counted once however often it is used" },
  flops: { label: "FLOPs", detail: "2 × MACs and all other arithmetic" },
  weights: { label: "Weight bytes", detail: "Stored weights at their precision" },
  activations: { label: "Activation bytes", detail: "The result of the line" },
  memory: { label: "Live bytes", detail: "Every tensor that is alive while the line runs" },
};

export function registerCommands(
  server: Server,
  commandLine: CommandLine,
  shown: Shown,
  statusBar: StatusBar,
): vscode.Disposable[] {
  const peak = new PeakSteps(server);
  const commands: Record<string, (...args: readonly unknown[]) => unknown> = {
    "lathe.cycleFigure": () => shown.showNext(shownFigure(shown, statusBar), hasTarget(statusBar)),
    "lathe.pickFigure": () => pickFigure(shown, statusBar),
    "lathe.pickNet": () => pickNet(shown, statusBar),
    "lathe.pickTarget": () => pickTarget(server, shown, statusBar),
    [showTargetCommand]: (argument) => showTarget(shown, argument as ShowTargetArguments),
    [pickInstanceCommand]: (argument) => pickInstance(shown, argument as PickInstanceArguments),
    [goToCommand]: (argument) => goTo(argument as GoToArguments),
    "lathe.stepThroughPeak": () => peak.step(),
    [exportCommand]: (argument) => exportNet(commandLine, statusBar, "onnx", exportArguments(argument)),
    "lathe.exportPyTorch": () => exportNet(commandLine, statusBar, "pytorch"),
    "lathe.importOnnx": (uri) => importModel(commandLine, uri instanceof vscode.Uri ? uri : undefined),
    "lathe.newFile": () => newFile(),
    "lathe.restartServer": () => server.restart(),
    "lathe.showOutput": () => server.output.show(true),
  };
  return Object.entries(commands).map(([name, command]) => vscode.commands.registerCommand(name, command));
}

/** A lens names its net; the palette names none, and menus of the editor pass the file. */
function exportArguments(argument: unknown): Partial<ExportArguments> {
  return typeof argument === "object" && argument !== null && "net" in argument ? (argument as ExportArguments) : {};
}

/** What stands behind the lines of the active file: where it has no target, latency gives way. */
function shownFigure(shown: Shown, { active }: StatusBar): Figure {
  return active?.figure ?? shown.figure;
}

function hasTarget({ active }: StatusBar): boolean {
  return active?.shownTarget !== undefined;
}

async function pickFigure(shown: Shown, statusBar: StatusBar): Promise<void> {
  const now = shownFigure(shown, statusBar);
  const items = offeredFigures(hasTarget(statusBar)).map((figure) => ({
    figure,
    ...descriptions[figure],
    ...(figure === now ? { description: "shown now" } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: "The figure that stands behind each line" });
  if (picked) await shown.showFigure(picked.figure);
}

async function pickNet(shown: Shown, statusBar: StatusBar): Promise<void> {
  const status = statusBar.active;
  if (!status || status.nets.length === 0) {
    void vscode.window.showInformationMessage("Open a .net file with a net in it first: its nets are offered here.");
    return;
  }
  const items = status.nets.map((label) => (label === status.net ? { label, description: "shown now" } : { label }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: "The net whose figures are shown" });
  if (picked) await shown.showNet(status.uri, picked.label);
}

async function pickInstance(
  shown: Shown,
  { uri, block, net, shown: now, paths }: PickInstanceArguments,
): Promise<void> {
  const items = [
    { label: `All ${paths.length}`, detail: "The sum over all instances", path: null },
    ...paths.map((path) => ({ label: path, path })),
  ].map((item) => (item.path === now ? { ...item, description: "shown now" } : item));
  const placeHolder = `The instance of ${block} in ${net} whose figures stand behind its lines`;
  const picked = await vscode.window.showQuickPick(items, { placeHolder });
  if (picked) await shown.showInstance(uri, block, picked.path);
}

/** A first net to change: it says what to try. */
const firstNet = `# A net is read from top to bottom, like the data that flows through it.

net first(classes: int = 10) {
  input image: f32[1, 3, 32, 32]

  stem = image -> conv(16, kernel=3, bias=false) -> bn -> relu
  body = stem -> conv(32, kernel=3, stride=2, bias=false) -> bn -> relu
  logits = body -> global_avgpool -> flatten -> linear(classes)
  output logits
}
`;

async function newFile(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: languageId, content: firstNet });
  // Whoever reads the walkthrough goes on reading it.
  const { activeTextEditor, tabGroups } = vscode.window;
  const isReading = activeTextEditor === undefined && tabGroups.activeTabGroup.activeTab !== undefined;
  await vscode.window.showTextDocument(document, isReading ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active);
}
