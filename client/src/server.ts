/** The language server's process and the connection to it. */
import { languageId } from "@lathe/protocol";
import * as vscode from "vscode";
import { LanguageClient, State, TransportKind } from "vscode-languageclient/node";

export class Server implements vscode.Disposable {
  readonly output = vscode.window.createOutputChannel("Lathe", { log: true });
  private readonly trace = vscode.window.createOutputChannel("Lathe (protocol)", { log: true });
  private readonly watcher = vscode.workspace.createFileSystemWatcher(
    "**/{*.net,*.safetensors,*.npz,*.npy,.lathe/devices/*.json}",
  );
  private readonly client: LanguageClient;

  constructor(module: string) {
    this.client = new LanguageClient(
      languageId,
      "Lathe",
      { module, transport: TransportKind.ipc },
      {
        // On disk or not saved yet. Other schemes (a diff's old side) have no folder whose imports could be read.
        documentSelector: ["file", "untitled"].map((scheme) => ({ scheme, language: languageId })),
        // Lenses may name commands of ours, and VS Code itself says what of a device file does not fit the schema.
        initializationOptions: { hasCommands: true, checksSchemas: true },
        outputChannel: this.output,
        traceOutputChannel: this.trace,
        // Settings are pulled when they change; imports and weights may change without being open.
        synchronize: { configurationSection: languageId, fileEvents: this.watcher },
      },
    );
  }

  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      // The client has shown it already; the editor stays usable, and the restart command is there.
      this.output.error("The server did not start.", String(error));
    }
  }

  /** Also brings a crashed server back, after VS Code has given up restarting it. */
  async restart(): Promise<void> {
    this.output.info("Restarting the server.");
    if (this.client.state === State.Stopped) await this.start();
    else await this.client.restart();
  }

  async stop(): Promise<void> {
    if (this.client.needsStop()) await this.client.stop();
  }

  /** Undefined where no server is running: commands then do nothing instead of failing. */
  async request(method: string, params: unknown): Promise<unknown> {
    return this.client.isRunning() ? this.client.sendRequest(method, params) : undefined;
  }

  onNotification<T>(method: string, handler: (params: T) => void): void {
    this.client.onNotification(method, handler);
  }

  /** Called each time a server has come up, the first time and after every restart. */
  onRunning(handler: () => void): void {
    this.client.onDidChangeState(({ newState }) => newState === State.Running && handler());
  }

  dispose(): void {
    this.watcher.dispose();
    this.output.dispose();
    this.trace.dispose();
  }
}
