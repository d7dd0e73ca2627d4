/**
 * Long work is done by Lathe's command line in a process of its own, as a person would call it: it cannot hold up the editor, and
 * cancelling it is ending a process.
 */
import { spawn } from "node:child_process";
import * as vscode from "vscode";

/** How a command of the command line ended. */
export type Ending =
  | { readonly kind: "done"; readonly said: Readonly<Record<string, unknown>> }
  /** The input is at fault; `code` is a stable word for the reason, where there is one. */
  | { readonly kind: "refused"; readonly message: string; readonly code: string | undefined }
  | { readonly kind: "cancelled" };

/** What a command may print at most; beyond, something is wrong with it. */
const maximumOutput = 100_000_000;

export class CommandLine {
  private readonly module: string;
  private readonly output: vscode.LogOutputChannel;

  constructor(module: string, output: vscode.LogOutputChannel) {
    this.module = module;
    this.output = output;
  }

  /** Runs `lathe …` with `--json`, shows that it is at work, and lets it be cancelled. */
  async run(title: string, args: readonly string[]): Promise<Ending> {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const ending = await vscode.window.withProgress(options, (_, token) => this.spawned([...args, "--json"], token));
    if (ending.kind === "refused") this.output.error(`lathe ${args.join(" ")}: ${ending.message}`);
    return ending;
  }

  private spawned(args: readonly string[], token: vscode.CancellationToken): Promise<Ending> {
    // The machine's settings say where programs are; a folder that somebody opens cannot.
    const runtime = vscode.workspace.getConfiguration("lathe").get<string>("runtime.folder") ?? "";
    const env = {
      ...process.env,
      // In a desktop VS Code this process is Electron, which is Node only where it is asked to be.
      ELECTRON_RUN_AS_NODE: "1",
      ...(runtime !== "" && { LATHE_RUNTIME: runtime }),
    };
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [this.module, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
      let [printed, errors] = ["", ""];
      let isCancelled = false;
      const cancel = token.onCancellationRequested(() => {
        isCancelled = true;
        child.kill("SIGTERM");
      });
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        if (printed.length > maximumOutput) child.kill("SIGKILL");
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-10_000);
      });
      child.once("error", (error) => resolve({ kind: "refused", message: error.message, code: undefined }));
      child.once("close", (code) => {
        cancel.dispose();
        if (isCancelled) resolve({ kind: "cancelled" });
        else resolve(endingOf(code, printed, errors));
      });
    });
  }
}

function endingOf(code: number | null, printed: string, errors: string): Ending {
  const said = objectOf(printed);
  if (code === 0 && said !== undefined) return { kind: "done", said };
  const { message, help, code: reason } = { ...(isObject(said?.error) ? said.error : {}) };
  const text = [message, help].filter((part) => typeof part === "string").join(" ");
  const fallback = errors.trim() === "" ? `Lathe's command line ended with ${code ?? "a signal"}.` : errors.trim();
  return {
    kind: "refused",
    message: text === "" ? fallback : text,
    code: typeof reason === "string" ? reason : undefined,
  };
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
