// Pictures of what targets make of a net: two of them side by side, and what makes nets slow. In both kinds of theme.
import { join } from "node:path";
import { inBothThemes, openFile } from "./window.mjs";

/** `targets-light.png` and `targets-dark.png`: milliseconds behind the lines, and the hover over a call. */
export async function takeTargets(workbench, browser, file, into, { scale = 1 } = {}) {
  return await inBothThemes(workbench, browser, { width: 1500, height: 660, scale }, async (page, kind) => {
    await openFile(page, workbench, file, kind);
    await page.keyboard.press("Control+b");
    await page.locator(".codelens-decoration a", { hasText: "pixel4" }).first().click();
    await page.locator(".view-line", { hasText: " ms" }).first().waitFor();
    await page.locator(".statusbar-item", { hasText: "raspberrypi4" }).waitFor();
    await hoverOver(page, "stem = image");
    const path = join(into, `targets-${kind}.png`);
    await page.screenshot({ path });
    return path;
  });
}

/** Puts the mouse on the first letters of a text, and waits for what the editor says of it. */
async function hoverOver(page, text) {
  const box = await placeOf(page, text);
  const hover = page.locator(".monaco-hover:visible").first();
  for (let tries = 0; tries < 5 && !(await hover.isVisible()); tries++) {
    await page.mouse.move(box.x + box.width / 2, box.y + 60);
    await page.mouse.move(box.x + 8, box.y + box.height / 2, { steps: 4 });
    await hover.waitFor({ timeout: 3000 }).catch(() => {});
  }
  await hover.waitFor();
  return hover;
}

/** Where a text stands on the screen: the editor draws a line in pieces. */
async function placeOf(page, text) {
  return await page.evaluate((wanted) => {
    for (const line of document.querySelectorAll(".view-line")) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      const whole = nodes.map(({ data }) => data.replaceAll("\u00a0", " ")).join("");
      const at = whole.indexOf(wanted);
      if (at === -1) continue;
      let before = 0;
      for (const node of nodes) {
        if (at < before + node.data.length) {
          const range = document.createRange();
          range.setStart(node, at - before);
          range.setEnd(node, Math.min(node.data.length, at - before + wanted.length));
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x, y, width, height };
        }
        before += node.data.length;
      }
    }
    throw new Error(`the screen has no ${wanted}`);
  }, text);
}

/** What makes the nets of a file slow, one place of each kind: where, and the code of what is said there. */
const slowPlaces = [
  ["conv(42", "channels-off-alignment"],
  ["exp -> sqrt", "elementwise-chain"],
  ["onnx.Hardmax", "unsupported-operator"],
  ["dwconv(", "memory-bound-depthwise"],
  ["conv(64, kernel=3) @int8", "int8-slower"],
  ["conv(16, kernel=3) -> relu", "exceeds-sram"],
  ["stm32f746", "exceeds-flash"],
  ["linear(64)", "outside-table"],
  ["conv(4,", "tosa-kernel"],
  ["exp @float", "tosa-type"],
];

/** `slowdowns-light.png` and `slowdowns-dark.png`: lines that are slow, each with what the editor says of it. */
export async function takeSlowdowns(workbench, browser, file, into, { scale = 1 } = {}) {
  return await inBothThemes(workbench, browser, { width: 1000, height: 900, scale }, async (page, kind) => {
    await openFile(page, workbench, file, kind);
    await page.keyboard.press("Control+b");
    await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
    await page.locator(".squiggly-warning").first().waitFor();
    // Hints and lenses move the lines; nothing on the screen says when all are there.
    await page.locator(".codelens-decoration", { hasText: "ethos_u55" }).waitFor();
    await page.waitForTimeout(1500);
    const cards = [];
    for (const [place, code] of slowPlaces) {
      const { y, height } = await placeOf(page, place);
      const { x } = await placeOf(page, "net on_a_phone");
      const line = await page.screenshot({ clip: { x, y, width: 660, height: height + 4 } });
      const hover = await hoverOver(page, place);
      const marker = hover.locator(".hover-row .marker", { hasText: code }).first();
      await marker.waitFor();
      // What is said of the name comes a moment later, and is drawn with the rest anew.
      await page.waitForTimeout(700);
      await marker.scrollIntoViewIfNeeded();
      const box = await marker.boundingBox();
      // Its corners are round.
      const said = await page.screenshot({
        clip: { x: box.x + 3, y: box.y + 2, width: box.width - 6, height: box.height - 4 },
      });
      cards.push([line, said]);
      await page.keyboard.press("Escape");
      await hover.waitFor({ state: "hidden" });
    }
    await page.setContent(sheetOf(cards, kind, scale));
    const path = join(into, `slowdowns-${kind}.png`);
    await page.locator("main").screenshot({ path });
    return path;
  });
}

/** A page with pairs of pictures in two columns. */
function sheetOf(cards, kind, scale) {
  const [background, border] = kind === "light" ? ["#ffffff", "#d0d0d0"] : ["#1f1f1f", "#454545"];
  const image = (png) => `<img src="data:image/png;base64,${png.toString("base64")}" style="zoom: ${1 / scale}">`;
  const sections = cards.map((pair) => `<section>${pair.map(image).join("")}</section>`);
  return `<style>
    body { margin: 0; background: ${background} }
    main { columns: 2; column-gap: 12px; padding: 12px; width: 1376px; background: ${background} }
    section { break-inside: avoid; margin-bottom: 12px; border: 1px solid ${border}; border-radius: 4px; padding: 6px }
    img { display: block; max-width: ${664 * scale}px }
  </style><main>${sections.join("")}</main>`;
}
