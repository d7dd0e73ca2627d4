// npm start: the extension in a VS Code that runs in the browser, on a copy of the examples.
//   -- --port N         that port instead of a free one
//   -- --fresh          a new copy of the examples, without what was tried out in the last one
//   -- --code           install into the VS Code on this machine instead, and open the examples there
//   -- --no-workbench   only build the VSIX
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { ensureDependencies } from "./lib/install.mjs";
import { packageExtension } from "./lib/package.mjs";
import { cache, Failure, main, root, say } from "./lib/project.mjs";
import { endWithParent, run } from "./lib/run.mjs";
import { ensureWorkbench, installExtension, pageOf, startWorkbench, workbenchProfile } from "./lib/workbench.mjs";

main(async (args) => {
  const options = readOptions(args);
  // Before anything is installed, so that nobody waits for a refusal.
  const desktop = options.code ? findCode() : undefined;
  await ensureDependencies();
  const { vsix } = await packageExtension();
  if (options["no-workbench"]) {
    say(`${relative(root, vsix)} is ready. Install it with \`code --install-extension ${relative(root, vsix)}\`,`);
    say("or in VS Code: Extensions view, … menu, Install from VSIX.");
    return 0;
  }
  const playground = copyExamples(options.fresh);
  return desktop ? inDesktop(desktop, vsix, playground) : inBrowser(vsix, playground, options.port);
});

function readOptions(args) {
  const flag = { type: "boolean", default: false };
  try {
    const { values } = parseArgs({
      args,
      options: { port: { type: "string" }, fresh: flag, code: flag, "no-workbench": flag },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65536)) {
      throw new Error(`--port wants a number from 1 to 65535, not "${values.port}".`);
    }
    return { ...values, port };
  } catch (error) {
    throw new Failure(`${error.message}\nnpm start takes -- --port N, --fresh, --code and --no-workbench.`);
  }
}

/** Trying things out must not change the checkout. New examples arrive; what the user changed stays. */
function copyExamples(fresh) {
  const playground = join(cache, "playground");
  if (fresh) rmSync(playground, { recursive: true, force: true });
  mkdirSync(playground, { recursive: true });
  cpSync(join(root, "examples"), playground, { recursive: true, force: false });
  return playground;
}

/** The example that is opened at once: the one with trained weights and data, on which everything can be tried. */
const firstExample = (playground) => join(playground, "shapes/shapes.net");

function findCode() {
  const code = process.platform === "win32" ? "code.cmd" : "code";
  const onPath = (process.env.PATH ?? "").split(process.platform === "win32" ? ";" : ":");
  const program = onPath.map((folder) => join(folder, code)).find(existsSync);
  if (!program) {
    throw new Failure(
      "There is no `code` on the PATH, so no VS Code to install into. In VS Code, run\n" +
        "\"Shell Command: Install 'code' command in PATH\", or start without --code to use the browser.",
    );
  }
  return program;
}

async function inDesktop(program, vsix, playground) {
  // The user's own environment: their VS Code should not inherit our Node.
  const here = { env: process.env };
  const installed = await run(program, ["--install-extension", vsix, "--force"], here);
  if (installed.code !== 0) return installed.code;
  return (await run(program, [playground, firstExample(playground)], here)).code;
}

async function inBrowser(vsix, playground, port) {
  endWithParent();
  await ensureWorkbench();
  const profile = workbenchProfile(join(cache, "workbench"));
  await installExtension(profile, vsix);
  const workbench = await startWorkbench(profile, { port });
  say(`\nLathe is running. Open\n\n  ${pageOf(workbench, playground, { openFile: firstExample(playground) })}\n`);
  say(`The examples there are a copy in ${relative(root, playground)}: change what you like. Ctrl+C ends it.`);
  await workbench.gone;
}
