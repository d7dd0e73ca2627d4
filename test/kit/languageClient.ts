/** A plain language client over standard input and output, as any editor could be: it knows nothing of VS Code. */
import { type ChildProcess, spawn } from "node:child_process";

export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

export class LanguageClient {
  /** Notifications and requests from the server, in order. */
  readonly received: Message[] = [];
  private readonly process: ChildProcess;
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly watching = new Set<() => void>();
  private buffer = Buffer.alloc(0);
  private lastId = 0;

  constructor(command: string, args: readonly string[]) {
    this.process = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.process.stdout?.on("data", (data: Buffer) => this.read(data));
    this.process.once("exit", (code) => {
      const error = { message: `the server ended with ${code}` };
      for (const answer of this.waiting.values()) answer({ error });
    });
  }

  /** The server's process, for those who measure it. */
  get pid(): number | undefined {
    return this.process.pid;
  }

  async request(method: string, params: unknown = null): Promise<unknown> {
    const id = ++this.lastId;
    const answer = new Promise<Message>((resolve) => this.waiting.set(id, resolve));
    this.send({ id, method, params });
    const { result, error } = await answer;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  notify(method: string, params: unknown = {}): void {
    this.send({ method, params });
  }

  /** The first message of a method, received already or still to come, that fits. */
  async next(method: string, fits: (params: unknown) => boolean = () => true): Promise<unknown> {
    for (;;) {
      const found = this.received.find((message) => message.method === method && fits(message.params));
      if (found !== undefined) return found.params;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.watching.delete(wake);
          resolve();
        };
        this.watching.add(wake);
      });
    }
  }

  /** Shuts the server down as the protocol says, and gives its exit code. */
  async end(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.process.once("exit", resolve));
    await this.request("shutdown");
    this.notify("exit");
    return ended;
  }

  private send(message: Message): void {
    const text = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  private read(data: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const head = this.buffer.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.subarray(0, head).toString())?.[1]);
      const end = head + 4 + length;
      if (this.buffer.length < end) return;
      const message = JSON.parse(this.buffer.subarray(head + 4, end).toString()) as Message;
      this.buffer = this.buffer.subarray(end);
      if (message.id !== undefined && message.method === undefined) this.waiting.get(message.id)?.(message);
      else this.received.push(message);
      for (const wake of [...this.watching]) wake();
    }
  }
}
