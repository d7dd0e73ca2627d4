/** Steps through the tensors that are alive at the peak of the shown net, the largest first. */

import { languageId, type Peak, peakMethod } from "@lathe/protocol";
import * as vscode from "vscode";
import { select } from "./goTo.ts";
import type { Server } from "./server.ts";

export class PeakSteps {
  private readonly server: Server;
  private last: { readonly key: string; readonly index: number } | undefined;

  constructor(server: Server) {
    this.server = server;
  }

  /** Selects the next tensor; after an edit, and after the last one, the first. */
  async step(): Promise<void> {
    const editor = netInSight();
    if (editor === undefined) {
      void vscode.window.showInformationMessage("Open a .net file first: its peak is stepped through.");
      return;
    }
    const { uri, version } = editor.document;
    // The answer is what the protocol says it is; null where nothing has been counted.
    const peak = (await this.server.request(peakMethod, { uri: uri.toString() })) as Peak | null | undefined;
    const shown = peak?.tensors ?? [];
    const key = `${uri.toString()} ${version}`;
    const index = this.last?.key === key ? (this.last.index + 1) % Math.max(1, shown.length) : 0;
    const tensor = shown[index];
    if (!peak || tensor === undefined) {
      void vscode.window.showInformationMessage("Nothing here has a peak yet.");
      return;
    }
    this.last = { key, index };
    if (tensor.range !== undefined) {
      const { document, viewColumn } = editor;
      select(await vscode.window.showTextDocument(document, viewColumn), tensor.range);
    }
    const where = tensor.range === undefined ? " (made in another file)" : "";
    const text = `Peak ${peak.total} at ${peak.at}: ${index + 1} of ${shown.length}, ${tensor.path} ${tensor.size}${where}`;
    vscode.window.setStatusBarMessage(text, 10_000);
  }
}

/** The net that is being edited; where none is, as when a button of the walkthrough was pressed, one that stands beside it. */
function netInSight(): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  const editors = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor];
  return editors.find(({ document }) => document.languageId === languageId);
}
