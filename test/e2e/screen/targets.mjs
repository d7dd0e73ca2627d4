import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../../../tools/lib/project.mjs";
import { takeSlowdowns, takeTargets } from "../../../tools/lib/targetPictures.mjs";

export const title =
  "the screen: two targets side by side, what makes nets slow where it stands, and another target picked of all devices by keys";

export async function check({ page, browser, workbench, file, open }) {
  const into = join(cache, "screenshots");
  const [light, dark] = (await takeTargets(workbench, browser, file("mobilenet.net"), into)).map((path) =>
    readFileSync(path),
  );
  if (light.equals(dark)) throw new Error("Both themes look the same.");
  await takeSlowdowns(workbench, browser, file("slow.net"), into);

  await open("resnet.net");
  await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
  await page.locator(".view-line").first().click();
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input:visible").first();
  await input.waitFor();
  await input.fill(">Lathe: Choose Target");
  await page.keyboard.press("Enter");
  const row = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
  await row("No target").waitFor();
  // Found by what people call it.
  await input.fill("Google Pixel 6");
  await row("pixel6").waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".codelens-decoration", { hasText: "pixel6" }).first().waitFor();
  await page.keyboard.press("Control+Alt+.");
  await page.locator(".view-line", { hasText: " ms" }).first().waitFor();
  await page.locator(".statusbar-item", { hasText: "pixel6" }).waitFor();
}
