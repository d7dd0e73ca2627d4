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

/** Opens a file in a fresh window, and waits until the editor shows it; with `kind` in a light or dark theme. */
export async function openFile(page, workbench, file, kind) {
  await page.goto(pageOf(workbench, dirname(file), { openFile: file }));
  await page.waitForSelector(`.monaco-editor[data-uri$="${file.split("/").at(-1)}"]`);
  if (kind !== undefined) await page.locator(`.monaco-workbench.vs${kind === "dark" ? "-dark" : ""}`).waitFor();
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
  return await inBothThemes(workbench, browser, { width, height, scale }, async (page, kind) => {
    await openFile(page, workbench, file, kind);
    // The text is what the picture is about.
    await page.keyboard.press("Control+b");
    // Hints, lenses and the status come each in their own time.
    await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
    await page.locator(".codelens-decoration", { hasText: "params" }).first().waitFor();
    await page.locator(".statusbar-item", { hasText: "MACs" }).waitFor();
    if (line !== undefined) await showLine(page, line);
    const path = join(into, `${file.split("/").at(-1).replace(".net", "")}-${kind}.png`);
    await page.screenshot({ path });
    return path;
  });
}

/** Calls `take(page, kind)` with a fresh page in a light and in a dark theme, and gives what both gave. */
export async function inBothThemes(workbench, browser, { width, height, scale = 1 }, take) {
  const settings = join(workbench.profile.data, "User/settings.json");
  const before = readJson(settings);
  const taken = [];
  for (const kind of ["light", "dark"]) {
    const theme = kind === "light" ? "Default Light Modern" : "Default Dark Modern";
    write(settings, JSON.stringify({ ...before, "workbench.colorTheme": theme }));
    const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale });
    taken.push(await take(page, kind));
    await page.close();
  }
  write(settings, JSON.stringify(before));
  return taken;
}

async function showLine(page, line) {
  await page.locator(".view-line").first().click();
  await page.keyboard.press("Control+G");
  const input = page.locator(".quick-input-widget input.input:visible");
  await input.fill(`:${line}`);
  await input.press("Enter");
  await page.locator(".line-numbers.active-line-number", { hasText: String(line) }).waitFor();
  // A window that is still starting opens its side bar again.
  const sideBar = page.locator(".part.sidebar");
  for (let attempt = 0; attempt < 5 && (await sideBar.isVisible()); attempt++) {
    await page.locator("a[aria-label^='Toggle Primary Side Bar']").click();
    await page.waitForTimeout(1000);
  }
  // The lines that came into view get their hints and lenses a moment later; nothing on the screen says when all are there.
  await page.waitForTimeout(1500);
}
