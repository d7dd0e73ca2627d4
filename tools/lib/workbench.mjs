// A VS Code in the browser (code-server) from npm alone, so that `npm start` and the end-to-end tests need nothing
// but a package registry. Its packages live in tools/workbench, its profiles under .cache.
import { createServer } from "node:net";
import { join } from "node:path";
import { environment, findNode } from "./node.mjs";
import { Failure, hashOf, readIfThere, root, say, seconds, write } from "./project.mjs";
import { launch, must, npm, run } from "./run.mjs";

const home = join(root, "tools/workbench");
export const packages = join(home, "node_modules");
const server = join(packages, "code-server");
const entry = join(server, "out/node/entry.js");
const stamp = join(packages, ".lathe-lock");

export async function ensureWorkbench() {
  const hash = hashOf(join(home, "package-lock.json"));
  if (readIfThere(stamp) === hash) return;
  const start = performance.now();
  say("Installing the workbench (a VS Code for the browser, once) …");
  const inside = (cwd, ...args) => must(`npm ${args[0]}`, npm([...args, "--ignore-scripts"], { cwd, capture: true }));
  await inside(home, "ci");
  // code-server installs these from a script of its own. Not `npm ci`: its lock is incomplete.
  await inside(join(server, "lib/vscode"), "install", "--omit=dev");
  await inside(join(server, "lib/vscode/extensions"), "install", "--omit=dev");
  // Last, because an interrupted install must not count as done.
  write(stamp, hash);
  say(`Workbench installed in ${seconds(start)}.`);
}

// A calm first screen: no chat, no toasts, nothing over the hints, and nothing asked of the outside world.
const calm = {
  "files.autoSave": "off",
  "telemetry.telemetryLevel": "off",
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.enableExperiments": false,
  "workbench.tips.enabled": false,
  "git.openRepositoryInParentFolders": "never",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.mode": "none",
};

/** A profile in a folder: its settings are written once, and what the user changes there stays. */
export function workbenchProfile(folder, settings = {}) {
  const profile = { folder, data: join(folder, "data"), extensions: join(folder, "extensions") };
  const file = join(profile.data, "User/settings.json");
  if (readIfThere(file) === undefined) write(file, `${JSON.stringify({ ...calm, ...settings }, null, 2)}\n`);
  return profile;
}

const options = (profile, env = {}) => ({
  env: environment({
    EXTENSIONS_GALLERY: "{}",
    XDG_CONFIG_HOME: join(profile.folder, "config"),
    XDG_DATA_HOME: join(profile.folder, "share"),
    // The extension is installed without ONNX Runtime; the checkout has it.
    LATHE_RUNTIME: root,
    ...env,
  }),
});

const folders = (profile) => [
  ...["--config", join(profile.data, "config.yaml")],
  ...["--user-data-dir", profile.data],
  ...["--extensions-dir", profile.extensions],
];

/** Installs a VSIX, unless this very one is in the profile already. */
export async function installExtension(profile, vsix) {
  const installed = join(profile.folder, "installed");
  const hash = hashOf(vsix);
  if (readIfThere(installed) === hash) return;
  const args = [entry, ...folders(profile), "--install-extension", vsix, "--force"];
  await must("Installing the extension", run(findNode(), args, { ...options(profile), capture: true }));
  write(installed, hash);
}

/** Without a wish any free port; with one exactly that, or a failure that says so. */
const freePort = (wish = 0) =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", () => reject(new Failure(`Port ${wish} is taken. Give another with --port, or leave it out.`)));
    probe.listen(wish, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Starts the workbench and waits until it answers. */
export async function startWorkbench(profile, { port, trust = true, env } = {}) {
  const chosen = await freePort(port);
  const args = [
    entry,
    ...folders(profile),
    ...["--auth", "none", "--bind-addr", `127.0.0.1:${chosen}`],
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    ...(trust ? ["--disable-workspace-trust"] : []),
  ];
  // Its log is shown only if it fails.
  const child = launch(findNode(), args, { ...options(profile, env), stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text) => (log = (log + text).slice(-20_000)));
  const address = `http://127.0.0.1:${chosen}`;
  const gone = child.done.then((code) => {
    throw new Failure(`The workbench ended with exit code ${code}.\n${quiet(log)}`);
  });
  gone.catch(() => {});
  await Promise.race([gone, answers(address)]);
  return { child, profile, address, port: chosen, gone, log: () => quiet(log) };
}

/** Native parts that npm did not build print long stacks and do no harm. */
const quiet = (log) =>
  log
    .split("\n")
    .filter((line) => !/^\s*(→|at |'|\]|\}|tries: \[|File not found|Error: Could not locate the bindings)/.test(line))
    .slice(-30)
    .join("\n");

async function answers(address) {
  const deadline = performance.now() + 30_000;
  while (performance.now() < deadline) {
    try {
      if ((await fetch(`${address}/healthz`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Failure(`The workbench did not answer at ${address} within 30 s.`);
}

/** The page that shows a folder. `payload` holds files for the workbench, such as `openFile`. */
export function pageOf(workbench, folder, payload = {}) {
  const url = new URL(workbench.address);
  url.searchParams.set("folder", folder);
  const entries = Object.entries(payload)
    .filter(([, file]) => file !== undefined)
    .map(([name, file]) => [name, `vscode-remote://127.0.0.1:${workbench.port}${file}`]);
  if (entries.length > 0) url.searchParams.set("payload", JSON.stringify(entries));
  return url.href;
}
