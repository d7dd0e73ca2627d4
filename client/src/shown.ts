/** Which figure and which net are shown. The choice of figure is the user's for this workspace and outlives a restart. */
import { type Figure, figures, type ShowParams, showMethod } from "@lathe/protocol";
import type * as vscode from "vscode";
import type { Server } from "./server.ts";

const key = "figure";

export class Shown {
  private readonly server: Server;
  private readonly memory: vscode.Memento;

  constructor(server: Server, memory: vscode.Memento) {
    this.server = server;
    this.memory = memory;
    server.onRunning(() => {
      // The server starts with the first figure; only another choice needs saying.
      if (this.figure !== figures[0]) void this.send({ figure: this.figure });
    });
  }

  get figure(): Figure {
    const remembered = this.memory.get<string>(key);
    return figures.find((figure) => figure === remembered) ?? figures[0];
  }

  async showFigure(figure: Figure): Promise<void> {
    await this.memory.update(key, figure);
    await this.send({ figure });
  }

  async showNet(uri: string, name: string): Promise<void> {
    await this.send({ net: { uri, name } });
  }

  private async send(params: ShowParams): Promise<void> {
    await this.server.request(showMethod, params);
  }
}
