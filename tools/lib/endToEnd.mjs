// The extension in a real VS Code. The same suite (test/e2e/suite) runs in a desktop VS Code where one is given
// (VSCODE_EXECUTABLE) or may be downloaded (VSCODE_DOWNLOAD=1), and in the workbench from npm everywhere else. There a
// browser looks at the screen too (test/e2e/screen).
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, sharedOptions } from "./build.mjs";
import { environment, findNode } from "./node.mjs";
import { cache, readIfThere, readJson, root, say, write } from "./project.mjs";
import { run } from "./run.mjs";
import { none } from "./tests.mjs";
import { openFile, withWorkbench } from "./window.mjs";
import { pageOf } from "./workbench.mjs";

const home = join(cache, "e2e");
const results = join(home, "results.json");
const workspace = join(home, "workspace");
const profileFolder = join(home, "profile");
// In the profile's extensions from the start, so that the workbench finds it there without an installation.
const tests = join(profileFolder, "extensions/lathe.lathe-tests");

export async function endToEnd() {
  await build();
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  prepareWorkspace();
  await bundleSuite();
  const desktop = process.env.VSCODE_EXECUTABLE || process.env.VSCODE_DOWNLOAD === "1";
  return count(desktop ? await inDesktop() : await inWorkbench());
}

/** A copy: the tests edit files, and the checkout must stay as it is. */
function prepareWorkspace() {
  for (const files of ["examples", "test/e2e/files"]) cpSync(join(root, files), workspace, { recursive: true });
}

async function bundleSuite() {
  const { build: bundle } = await import("esbuild");
  await bundle({
    ...sharedOptions,
    entryPoints: [join(root, "test/e2e/entry.ts")],
    outfile: join(tests, "main.cjs"),
    // Found in the checkout's node_modules, above this folder.
    external: ["vscode", "mocha"],
  });
  const { engines, version } = readJson(join(root, "package.json"));
  const manifest = { name: "lathe-tests", publisher: "lathe", version, engines: { vscode: engines.vscode } };
  write(join(tests, "package.json"), JSON.stringify({ ...manifest, main: "./main.cjs", activationEvents: ["*"] }));
}

async function inDesktop() {
  say(`In a desktop VS Code (${process.env.VSCODE_EXECUTABLE ?? "downloaded"}).`);
  const env = environment({ LATHE_RESULTS: results });
  await run(
    findNode(),
    [join(root, "tools/lib/desktop.mjs"), join(tests, "main.cjs"), workspace, join(home, "desktop")],
    { env },
  );
  if (!existsSync(results)) throw new Error("VS Code ended without leaving results.");
  return readJson(results);
}

function inWorkbench() {
  say("In the workbench from npm (set VSCODE_EXECUTABLE or VSCODE_DOWNLOAD=1 for a desktop VS Code).");
  const env = { LATHE_RESULTS: results };
  return withWorkbench(profileFolder, env, async (workbench, browser) => [
    ...(await suite(workbench, browser)),
    ...(await screens(workbench, browser)),
  ]);
}

/** The suite is an extension beside the installed Lathe; it starts with the first window. */
async function suite(workbench, browser) {
  const page = await browser.newPage();
  await page.goto(pageOf(workbench, workspace));
  const deadline = performance.now() + 120_000;
  while (!existsSync(results)) {
    if (performance.now() > deadline) throw new Error("The suite left no results within two minutes.");
    await Promise.race([workbench.gone, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  await page.close();
  return JSON.parse(readIfThere(results));
}

/** What only a screen shows. Each file of test/e2e/screen is one test. */
async function screens(workbench, browser) {
  const folder = join(root, "test/e2e/screen");
  const outcomes = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".mjs"))
    .sort()) {
    const { title, check } = await import(pathToFileURL(join(folder, file)).href);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(20_000);
    const started = performance.now();
    try {
      const file = (name) => join(workspace, name);
      await check({ page, browser, workbench, file, open: (name) => openFile(page, workbench, file(name)) });
      outcomes.push({ title, state: "passed", milliseconds: performance.now() - started });
    } catch (error) {
      const picture = join(cache, "screenshots", `failed-${file.replace(".mjs", ".png")}`);
      await page.screenshot({ path: picture }).catch(() => {});
      outcomes.push({ title, state: "failed", message: `${error.stack ?? error}\nThe screen: ${picture}` });
    }
    await page.close();
  }
  return outcomes;
}

function count(outcomes) {
  for (const { title, state, message } of outcomes) {
    say(`  ${{ passed: "✓", failed: "✗", skipped: "–" }[state]} ${title}`);
    if (message) say(message.replace(/^/gm, "      "));
  }
  const sum = { ...none };
  for (const { state } of outcomes) sum[state] += 1;
  return sum;
}
