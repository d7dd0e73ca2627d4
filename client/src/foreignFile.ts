/** Other programs write `.net` files too. Such a file is left alone, and the user is told once. */
import { type ForeignFileParams, foreignFileMethod } from "@lathe/protocol";
import * as vscode from "vscode";
import type { Server } from "./server.ts";

const asPlainText = "Open as Plain Text";

export class ForeignFiles {
  readonly said: string[] = [];

  constructor(server: Server) {
    server.onNotification<ForeignFileParams>(foreignFileMethod, (file) => void this.tell(file));
  }

  private async tell({ uri, format }: ForeignFileParams): Promise<void> {
    if (this.said.includes(uri)) return;
    this.said.push(uri);
    const name = vscode.Uri.parse(uri).path.split("/").at(-1);
    const article = /^[aeiou]/i.test(format) ? "an" : "a";
    const message = `${name} looks like ${article} ${format}, so Lathe leaves it alone.`;
    if ((await vscode.window.showInformationMessage(message, asPlainText)) !== asPlainText) return;
    const document = vscode.workspace.textDocuments.find(
      (open) => open.uri.toString() === vscode.Uri.parse(uri).toString(),
    );
    if (document) await vscode.languages.setTextDocumentLanguage(document, "plaintext");
  }
}
