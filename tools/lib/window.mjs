// The workbench with Lathe installed, and a browser that looks at it: for the tests and for the pictures.
import { dirname, join } from "node:path";
import { openBrowser } from "./browser.mjs";
import { packageExtension } from "./package.mjs";
import { readJson, say, write } from "./project.mjs";
import { end } from "./run.mjs";
import { ensureWorkbench, installExtension, pageOf, startWorkbench, workbenchProfile } from "./workbench.mjs";

/** Calls `body(workbench, browser)` with both, and ends both. */
export async function withWorkbench(profileFolder, env, body) {
  await ensureWorkbench();
  const { vsix } = await packageExtension();
  const profile = workbenchProfile(profileFolder, { "git.enabled": false });
  await installExtension(profile, vsix);
  const workbench = await startWorkbench(profile, { env });
  const browser = await openBrowser();
  try {
    return await body(workbench, browser);
  } catch (error) {
    say(workbench.log());
    throw error;
  } finally {
    await browser.close();
    await end(workbench.child);
  }
}

/** Opens a file in a fresh window, and waits until the editor shows it. */
export async function openFile(page, workbench, file) {
  await page.goto(pageOf(workbench, dirname(file), { openFile: file }));
  await page.waitForSelector(`.monaco-editor[data-uri$="${file.split("/").at(-1)}"]`);
}

/**
 * Pictures of a file in both kinds of theme: `<name>-light.png` and `<name>-dark.png` in a folder. With `line` the
 * editor has the window to itself and shows that line.
 */
export async function takePictures(
  workbench,
  browser,
  file,
  into,
  { width = 1280, height = 800, scale = 1, line } = {},
) {
  const settings = join(workbench.profile.data, "User/settings.json");
  const before = readJson(settings);
  const pictures = [];
  for (const kind of ["light", "dark"]) {
    const theme = kind === "light" ? "Default Light Modern" : "Default Dark Modern";
    write(settings, JSON.stringify({ ...before, "workbench.colorTheme": theme }));
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    await openFile(page, workbench, file);
    // The text is what the picture is about.
    await page.keyboard.press("Control+b");
    if (line !== undefined) {
      await page.locator(".view-line").first().click();
      for (const key of ["Control+B", "Control+G", ...String(line), "Enter"]) await page.keyboard.press(key);
    }
    // Hints, lenses and the status come each in their own time.
    await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
    await page.locator(".codelens-decoration", { hasText: "params" }).first().waitFor();
    await page.locator(".statusbar-item", { hasText: "MACs" }).waitFor();
    await page.locator(`.monaco-workbench.vs${kind === "dark" ? "-dark" : ""}`).waitFor();
    const path = join(into, `${file.split("/").at(-1).replace(".net", "")}-${kind}.png`);
    await page.screenshot({ path });
    await page.close();
    pictures.push(path);
  }
  write(settings, JSON.stringify(before));
  return pictures;
}
