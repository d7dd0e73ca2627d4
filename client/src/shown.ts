/** Which figure, net and target are shown. The choices are the user's for this workspace and outlive a restart. */
import { type Figure, figures, type ShowParams, showMethod } from "@lathe/protocol";
import type { Server } from "./server.ts";

const figureKey = "figure";
const netsKey = "nets";
const targetsKey = "targets";

/** Whom a choice is told, each time a server has come up and when it is made. */
interface Teller extends Pick<Server, "onRunning"> {
  request(method: string, params: ShowParams): Promise<unknown>;
}

/** What VS Code keeps for a workspace. */
interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

type ByFile = Readonly<Record<string, string>>;

export class Shown {
  private readonly server: Teller;
  private readonly memory: Memory;

  constructor(server: Teller, memory: Memory) {
    this.server = server;
    this.memory = memory;
    server.onRunning(() => {
      // The server starts with the first figure and each file's first net; only another choice needs saying.
      if (this.figure !== figures[0]) void this.send({ figure: this.figure });
      for (const [uri, name] of Object.entries(this.chosen(netsKey))) void this.send({ net: { uri, name } });
      for (const [uri, name] of Object.entries(this.chosen(targetsKey))) void this.send({ target: { uri, name } });
    });
  }

  get figure(): Figure {
    const remembered = this.memory.get(figureKey);
    return figures.find((figure) => figure === remembered) ?? figures[0];
  }

  async showFigure(figure: Figure): Promise<void> {
    await this.memory.update(figureKey, figure);
    await this.send({ figure });
  }

  async showNet(uri: string, name: string): Promise<void> {
    await this.choose(netsKey, uri, name);
    await this.send({ net: { uri, name } });
  }

  /** The figure after the one that is shown, of those that there are. */
  async showNext(shown: Figure, hasTarget: boolean): Promise<void> {
    const offered = offeredFigures(hasTarget);
    await this.showFigure(offered[(offered.indexOf(shown) + 1) % offered.length] ?? figures[0]);
  }

  async showTarget(uri: string, name: string | null): Promise<void> {
    await this.choose(targetsKey, uri, name);
    await this.send({ target: { uri, name } });
  }

  /** For as long as the file is open: instances come and go with the text. */
  async showInstance(uri: string, block: string, path: string | null): Promise<void> {
    await this.send({ instance: { uri, block, path } });
  }

  private chosen(key: string): ByFile {
    const kept = this.memory.get(key);
    return isByFile(kept) ? kept : {};
  }

  private async choose(key: string, uri: string, name: string | null): Promise<void> {
    const { [uri]: _, ...others } = this.chosen(key);
    await this.memory.update(key, name === null ? others : { ...others, [uri]: name });
  }

  private async send(params: ShowParams): Promise<void> {
    await this.server.request(showMethod, params);
  }
}

/** Latency takes a target. */
export function offeredFigures(hasTarget: boolean): readonly Figure[] {
  return figures.filter((figure) => figure !== "latency" || hasTarget);
}

/** What an older version has kept may be anything. */
function isByFile(kept: unknown): kept is ByFile {
  return typeof kept === "object" && kept !== null && Object.values(kept).every((name) => typeof name === "string");
}
