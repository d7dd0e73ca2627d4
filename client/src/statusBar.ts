/** One status bar entry with the totals of the active file; a click shows the next figure. */
import { languageId, type StatusParams, statusMethod } from "@lathe/protocol";
import * as vscode from "vscode";
import type { Server } from "./server.ts";

export class StatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("lathe.status", vscode.StatusBarAlignment.Right, 110);
  private readonly known = new Map<string, StatusParams>();
  private readonly subscriptions: vscode.Disposable[];

  constructor(server: Server) {
    this.item.name = "Lathe: Costs";
    this.item.command = "lathe.cycleFigure";
    server.onNotification<StatusParams>(statusMethod, (status) => {
      this.known.set(normal(status.uri), status);
      this.update();
    });
    this.subscriptions = [
      this.item,
      vscode.window.onDidChangeActiveTextEditor(() => this.update()),
      vscode.languages.onDidChangeDiagnostics(() => this.update()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        this.known.delete(document.uri.toString());
        this.update();
      }),
    ];
  }

  status(uri: vscode.Uri): StatusParams | undefined {
    return this.known.get(uri.toString());
  }

  /** What is known of the file in front of the user. */
  get active(): StatusParams | undefined {
    const document = vscode.window.activeTextEditor?.document;
    return document?.languageId === languageId ? this.status(document.uri) : undefined;
  }

  private update(): void {
    const status = this.active;
    if (!status) {
      this.item.hide();
      return;
    }
    const broken = hasErrors(vscode.Uri.parse(status.uri));
    this.item.text = `$(${broken ? "warning" : "symbol-ruler"}) ${status.text}`;
    this.item.backgroundColor = broken ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    this.item.tooltip = tooltip(status);
    this.item.show();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

/** Client and server may escape a URI differently; VS Code's own spelling is the key. */
const normal = (uri: string): string => vscode.Uri.parse(uri).toString();

const hasErrors = (uri: vscode.Uri): boolean =>
  vscode.languages.getDiagnostics(uri).some(({ severity }) => severity === vscode.DiagnosticSeverity.Error);

function tooltip(status: StatusParams): vscode.MarkdownString {
  const choices = ["[choose the figure](command:lathe.pickFigure)"];
  if (status.nets.length > 1) choices.push("[choose the net](command:lathe.pickNet)");
  choices.push("[choose the target](command:lathe.pickTarget)");
  choices.push("[step through the peak](command:lathe.stepThroughPeak)");
  const markdown = new vscode.MarkdownString(
    `${status.tooltip}\n\n---\n\nClick for the next figure, or ${choices.join(", ")}.`,
  );
  markdown.isTrusted = {
    enabledCommands: ["lathe.pickFigure", "lathe.pickNet", "lathe.pickTarget", "lathe.stepThroughPeak"],
  };
  return markdown;
}
