// Started with a new enough Node by endToEnd.mjs: the suite in a desktop VS Code.
//   desktop.mjs SUITE WORKSPACE PROFILE
import { runTests } from "@vscode/test-electron";
import { cache, root } from "./project.mjs";

const [suite, workspace, profile] = process.argv.slice(2);
const vscodeExecutablePath = process.env.VSCODE_EXECUTABLE;

await runTests({
  ...(vscodeExecutablePath ? { vscodeExecutablePath } : { cachePath: `${cache}/vscode` }),
  extensionDevelopmentPath: root,
  extensionTestsPath: suite,
  launchArgs: [
    workspace,
    "--user-data-dir",
    profile,
    "--disable-extensions",
    "--disable-workspace-trust",
    "--skip-welcome",
  ],
});
