import { end } from "../../../tools/lib/run.mjs";
import { openFile } from "../../../tools/lib/window.mjs";
import { startWorkbench } from "../../../tools/lib/workbench.mjs";

export const title = "the screen: a folder that is not trusted still gets its figures";

export async function check({ page, workbench, file }) {
  const guarded = await startWorkbench(workbench.profile, { trust: false });
  try {
    await openFile(page, guarded, file("resnet.net"));
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await page.locator(".view-line", { hasText: "bn3" }).filter({ hasText: /MACs/ }).first().waitFor();
  } finally {
    await end(guarded.child);
  }
}
