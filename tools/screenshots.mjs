// npm run screenshots: takes the pictures of the README and of the documents anew, on the real thing.
import { cpSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { ensureDependencies } from "./lib/install.mjs";
import { cache, Failure, main, root, say } from "./lib/project.mjs";
import { endWithParent } from "./lib/run.mjs";
import { takeSlowdowns, takeTargets } from "./lib/targetPictures.mjs";
import { takePictures, withWorkbench } from "./lib/window.mjs";

const largest = 300_000;

main(async () => {
  endWithParent();
  await ensureDependencies();
  const home = join(cache, "pictures");
  rmSync(home, { recursive: true, force: true });
  const workspace = join(home, "examples");
  cpSync(join(root, "examples"), workspace, { recursive: true });
  cpSync(join(root, "test/e2e/files/slow.net"), join(workspace, "slow.net"));
  const into = join(root, "docs/pictures");
  const pictures = await withWorkbench(join(home, "profile"), {}, async (workbench, browser) => [
    ...(await takePictures(workbench, browser, join(workspace, "resnet.net"), into, {
      width: 1180,
      height: 620,
      scale: 1.4,
      line: 13,
    })),
    ...(await takeTargets(workbench, browser, join(workspace, "mobilenet.net"), into, { scale: 1.4 })),
    ...(await takeSlowdowns(workbench, browser, join(workspace, "slow.net"), into)),
  ]);
  for (const picture of pictures) {
    const { size } = statSync(picture);
    say(`${relative(root, picture)}: ${Math.round(size / 1000)} KB`);
    if (size > largest) throw new Failure(`That is more than the ${largest / 1000} KB a README should load.`);
  }
});
