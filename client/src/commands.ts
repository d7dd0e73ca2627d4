/** The commands of the palette. */
import { type Figure, figures } from "@lathe/protocol";
import * as vscode from "vscode";
import type { Server } from "./server.ts";
import type { Shown } from "./shown.ts";
import type { StatusBar } from "./statusBar.ts";

const descriptions: Record<Figure, { readonly label: string; readonly detail: string }> = {
  macs: { label: "MACs", detail: "Multiply-accumulates of convolutions, matrix products and the like" },
  params: { label: "Parameters", detail: "Learned numbers, each counted once however often it is used" },
  flops: { label: "FLOPs", detail: "2 × MACs and all other arithmetic" },
  weights: { label: "Weight bytes", detail: "Stored weights at their precision" },
  activations: { label: "Activation bytes", detail: "The result of the line" },
  memory: { label: "Live bytes", detail: "Every tensor that is alive while the line runs" },
};

export function registerCommands(server: Server, shown: Shown, statusBar: StatusBar): vscode.Disposable[] {
  const commands: Record<string, (...args: readonly unknown[]) => unknown> = {
    "lathe.cycleFigure": () => {
      const next = (figures.indexOf(shown.figure) + 1) % figures.length;
      return shown.showFigure(figures[next] ?? figures[0]);
    },
    "lathe.pickFigure": () => pickFigure(shown),
    "lathe.pickNet": () => pickNet(shown, statusBar),
    "lathe.restartServer": () => server.restart(),
    "lathe.showOutput": () => server.output.show(true),
  };
  return Object.entries(commands).map(([name, command]) => vscode.commands.registerCommand(name, command));
}

async function pickFigure(shown: Shown): Promise<void> {
  const items = figures.map((figure) => ({
    figure,
    ...descriptions[figure],
    ...(figure === shown.figure ? { description: "shown now" } : {}),
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
