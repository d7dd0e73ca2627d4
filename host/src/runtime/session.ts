/**
 * ONNX Runtime in a process of its own: a model that crashes it, never ends or takes all memory is a refusal with a reason.
 */
import { type ChildProcess, fork, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatBytes, type Refusal, refuse } from "@lathe/engine";
import { type FromChild, memoryMark, type RuntimeArray, type ToChild } from "./protocol.ts";

/** What a model may take before it is stopped. */
export interface RuntimeLimits {
  /** For opening it, and again for each run. */
  readonly seconds: number;
  /** Of memory that it fills. */
  readonly bytes: number;
}

/** Ten minutes, and three quarters of the machine's memory. */
export const defaultLimits: RuntimeLimits = { seconds: 600, bytes: Math.floor(totalmem() * 0.75) };

export interface SessionOptions {
  readonly limits?: RuntimeLimits;
  /** Ends the session; whoever waits gets a refusal with the code `cancelled`. */
  readonly signal?: AbortSignal | undefined;
  /** Threads of one operator; 0 leaves it to ONNX Runtime. */
  readonly threads?: number;
  /** Whether the child watches its memory itself, as it does where the system cannot limit it. */
  readonly watches?: boolean;
}

export type Feeds = ReadonlyMap<string, RuntimeArray>;

/** An open model. One run at a time. */
export interface Session {
  readonly kind: "session";
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Runs the model once; results by name. Refuses what ONNX Runtime refuses, and what the limits end. */
  run(feeds: Feeds): Promise<ReadonlyMap<string, RuntimeArray> | Refusal>;
  /** Ends the process. */
  close(): void;
}

/** Opens a model in a new process. Refuses with a reason where ONNX Runtime is not there or does not take the model. */
export async function openSession(path: string, options: SessionOptions = {}): Promise<Session | Refusal> {
  const { limits = defaultLimits, signal, threads = 0 } = options;
  if (signal?.aborted === true) return cancelled;
  const child = start(limits, options.watches ?? !hasPrlimit());
  const ask = asking(child, limits, signal);
  const ready = await ask(undefined);
  const opened = ready.kind === "ready" ? await ask({ kind: "open", path, threads }) : ready;
  if (opened.kind !== "opened") {
    child.kill("SIGKILL");
    if (opened.kind !== "refusal") return unexpected(opened.kind);
    // Where the model lies while it is tried is nobody's business.
    return { ...opened, message: opened.message.replaceAll(path, basename(path)) };
  }
  return {
    kind: "session",
    inputs: opened.inputs,
    outputs: opened.outputs,
    async run(feeds) {
      const answer = await ask({ kind: "run", feeds: [...feeds].map(([name, array]) => ({ name, ...array })) });
      if (answer.kind === "refusal") return answer;
      if (answer.kind !== "results") return unexpected(answer.kind);
      return new Map(answer.results.map(({ name, ...array }) => [name, array]));
    },
    close: () => void child.kill("SIGKILL"),
  };
}

/** What whoever waits gets when the user ends the work. */
export const cancelled = refuse("cancelled", "it was cancelled");

function unexpected(kind: string): Refusal {
  return refuse("runtime-failed", `ONNX Runtime's process answered with "${kind}"`);
}

/** The bundle beside this one in a package; the source in a checkout. */
function childPath(): string {
  // Bundled as CommonJS there is no import.meta; unbundled there is no __dirname.
  const here = typeof __dirname === "string" ? __dirname : dirname(fileURLToPath(import.meta.url));
  const bundle = join(here, "runtime.cjs");
  return existsSync(bundle) ? bundle : join(here, "child.ts");
}

let prlimit: boolean | undefined;

/** Linux can limit what a process fills; not what it only reserves, of which Node reserves a lot. */
function hasPrlimit(): boolean {
  prlimit ??= process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
  return prlimit;
}

function start({ bytes }: RuntimeLimits, watches: boolean): ChildProcess {
  const limited = watches
    ? { execArgv: [] }
    : { execPath: "prlimit", execArgv: [`--data=${bytes}`, "--core=0", process.execPath] };
  return fork(childPath(), [String(bytes), ...(watches ? ["watch"] : [])], {
    ...limited,
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

type Ask = (message: ToChild | undefined) => Promise<Exclude<FromChild, { kind: "missing" | "failed" }> | Refusal>;

/** Asks the child one thing after the other; without a message it waits for what the child says by itself. */
function asking(child: ChildProcess, limits: RuntimeLimits, signal: AbortSignal | undefined): Ask {
  let errors = "";
  let end: Refusal | undefined;
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const ended = new Promise<Refusal>((resolve) => {
    const finish = (refusal: Refusal) => {
      end ??= refusal;
      resolve(end);
    };
    child.once("error", (error) => finish(refuse("runtime-failed", `Node cannot be started: ${error.message}`)));
    // "close" comes after the last of standard error, "exit" may come before.
    child.once("close", (code, name) => finish(reasonOfEnd(code, name, errors, limits)));
  });
  const kill = (refusal: Refusal) => {
    end ??= refusal;
    child.kill("SIGKILL");
  };
  const abort = () => kill(cancelled);
  signal?.addEventListener("abort", abort, { once: true });
  child.once("close", () => signal?.removeEventListener("abort", abort));
  return async (message) => {
    if (end !== undefined) return end;
    const { seconds } = limits;
    const late = refuse("runtime-timeout", `ONNX Runtime did not come to an end within ${seconds} seconds`, {
      help: "Allow more time, or look for what makes the model so slow.",
    });
    const timer = setTimeout(() => kill(late), seconds * 1000);
    const answered = new Promise<FromChild>((resolve) => child.once("message", resolve));
    if (message !== undefined) child.send(message, () => {});
    const answer = await Promise.race([answered, ended]);
    clearTimeout(timer);
    if (answer.kind === "missing") return missing(answer.message);
    return answer.kind === "failed" ? failed(answer.message, limits) : answer;
  };
}

function reasonOfEnd(code: number | null, signal: string | null, errors: string, limits: RuntimeLimits): Refusal {
  if (isOutOfMemory(errors)) return outOfMemory(limits);
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const last = errors.trim().split("\n").at(-1) ?? "";
  const message = `ONNX Runtime ended ${how} while it worked on the model${last === "" ? "" : `: ${last}`}`;
  return refuse("runtime-crashed", message, {
    help: "Nothing else was touched. The model, or a value in it, is too much for it.",
  });
}

function failed(message: string, limits: RuntimeLimits): Refusal {
  return isOutOfMemory(message)
    ? outOfMemory(limits)
    : refuse("runtime-refused", `ONNX Runtime says: ${message.trim()}`);
}

function isOutOfMemory(text: string): boolean {
  return (
    /bad_alloc|bad allocation|failed to allocate|allocation failed|out of memory/i.test(text) ||
    text.includes(memoryMark)
  );
}

function outOfMemory({ bytes }: RuntimeLimits): Refusal {
  return refuse(
    "runtime-out-of-memory",
    `the model needs more than the ${formatBytes(bytes)} of memory that it may take`,
    {
      help: "Allow more, make its batch smaller, or choose smaller extents.",
    },
  );
}

function missing(message: string): Refusal {
  const first = message.split("\n")[0] ?? "";
  return refuse("runtime-missing", `ONNX Runtime is not there, or not for this machine: ${first}`, {
    help: "Install it, `npm install --ignore-scripts onnxruntime-node@1.30.0`, where Lathe is installed or in a folder that LATHE_RUNTIME (in VS Code the setting lathe.runtime.folder) names. There is none for Intel Macs and for musl.",
  });
}
