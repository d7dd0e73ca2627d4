// Starts children so that none outlives us: each leads a process group, signals are passed on to the whole group,
// and what has not gone by itself a little later is killed.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { environment, findNode } from "./node.mjs";
import { Failure, root } from "./project.mjs";

const patience = 2000;
const windows = process.platform === "win32";
const alive = new Set();
let ending = false;

function signalGroup(child, signal) {
  try {
    if (windows) spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore" });
    else process.kill(-child.pid, signal);
  } catch {
    // The group has gone already.
  }
}

/** Ends a child and everything it started. */
export async function end(child, signal = "SIGTERM") {
  signalGroup(child, signal);
  if (alive.has(child)) {
    await Promise.race([
      new Promise((resolve) => child.once("close", resolve)),
      new Promise((resolve) => setTimeout(resolve, patience).unref()),
    ]);
  }
  signalGroup(child, "SIGKILL");
}

async function endAll(signal) {
  if (ending) return;
  ending = true;
  await Promise.all([...alive].map((child) => end(child, signal)));
  process.exit(128 + constants.signals[signal]);
}

let watching = false;
function watchSignals() {
  if (watching) return;
  watching = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => endAll(signal));
}

const parentOf = (pid) => {
  if (process.platform === "linux")
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ")[1]);
  return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/**
 * Also ends everything when whoever started us has died without telling. npm runs a script in a shell of its own, and
 * neither of them passes every signal on: both are watched.
 */
export function endWithParent() {
  const parent = process.ppid;
  const grandparent = process.env.npm_lifecycle_event && !windows ? parentOf(parent) : parent;
  setInterval(() => {
    if (process.ppid !== parent || !isAlive(grandparent)) endAll("SIGHUP");
  }, 500).unref();
}

/** Starts a program in the background: `stdio` as in Node, and `child.done` settles to its exit code. */
export function launch(program, args, { cwd = root, env, stdio = "inherit" } = {}) {
  watchSignals();
  const child = spawn(program, args, { cwd, stdio, env: env ?? environment(), detached: !windows, windowsHide: true });
  alive.add(child);
  child.done = new Promise((resolve, reject) => {
    child.once("error", (error) => {
      alive.delete(child);
      reject(new Failure(`Cannot run ${program}: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      alive.delete(child);
      // While everything is being ended, nobody should go on with the next step.
      if (!ending) resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
  child.done.catch(() => {});
  return child;
}

/** Runs a program to its end. With `capture` its output is collected instead of shown. */
export async function run(program, args, { capture = false, ...options } = {}) {
  const child = launch(program, args, { ...options, stdio: capture ? ["ignore", "pipe", "pipe"] : options.stdio });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text) => {
      output += text;
    });
  }
  return { code: await child.done, output };
}

/** Runs a tool by its JavaScript file: `node_modules/.bin` links differ between platforms and npm versions. */
export const runTool = (script, args, options) =>
  run(findNode(), [join(root, "node_modules", script), ...args], options);

/**
 * Runs a script in our place: same terminal, same process group, its exit code. A terminal sends Ctrl+C to the whole
 * group by itself, so it is passed on only where there is none.
 */
export async function runForeground(script, args) {
  const child = spawn(findNode(), [script, ...args], { stdio: "inherit", env: environment(), windowsHide: true });
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Runs to success, or fails with what was printed. */
export async function must(what, running) {
  const { code, output } = await running;
  if (code !== 0) throw new Failure(`${what} failed (exit code ${code}).${output ? `\n${output.trimEnd()}` : ""}`);
  return output;
}

/** npm itself, run by this very Node, so that nothing has to be on the path. */
export function npmProgram() {
  const besideNode = [
    join(dirname(process.execPath), "node_modules/npm/bin/npm-cli.js"),
    join(dirname(process.execPath), "../lib/node_modules/npm/bin/npm-cli.js"),
    join(dirname(process.execPath), "../share/nodejs/npm/bin/npm-cli.js"),
  ];
  const npm = process.env.npm_execpath ?? besideNode.find(existsSync);
  if (!npm) throw new Failure("Cannot find npm. Start this through npm (`npm start`, `npm test`, `npm run …`).");
  return npm;
}

export const npm = (args, options) =>
  run(process.execPath, [npmProgram(), ...args, "--loglevel=error", "--no-audit", "--no-fund"], options);
