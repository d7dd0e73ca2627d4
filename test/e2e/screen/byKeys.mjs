import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const title =
  "by keys alone: a stage is completed, the layer that breaks a budget found and the limit raised, a block renamed across files, the figure switched";

export async function check({ page, file, open }) {
  await open("keys.net");
  const line = (text) => page.locator(".view-line", { hasText: text }).first();
  await line("MACs").waitFor();
  await page.locator(".view-line").first().click();

  // A stage behind an arrow.
  await goTo(page, "head = stem");
  await page.keyboard.press("End");
  await page.keyboard.type(" -> flat");
  await page.locator(".suggest-widget.visible", { hasText: "flatten" }).waitFor();
  await page.keyboard.press("Enter");
  await line("-> flatten").waitFor();

  // The broken budget leads to the layer that weighs most, and another fix raises the limit to what the net takes.
  await page.locator(".squiggly-error").first().waitFor();
  await offerFixes(page, "Go to");
  await page.keyboard.press("Enter");
  await page.locator(".statusbar-item", { hasText: "Ln 7, Col 23 (4 selected)" }).waitFor();
  await offerFixes(page, "Set the limit");
  const focused = page.locator(".action-widget .monaco-list-row.focused");
  for (let i = 0; i < 10 && !(await focused.innerText()).includes("Set the limit"); i++)
    await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.locator(".squiggly-error").first().waitFor({ state: "detached" });

  // The block, where it is called; its declaration is in another file.
  await goTo(page, "stem = image -> pair");
  await page.keyboard.press("End");
  for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("F2");
  const name = page.locator(".rename-box input:visible");
  await name.waitFor();
  await name.fill("twice");
  await page.keyboard.press("Enter");
  await line("image -> twice(16)").waitFor();
  await line("{ twice }").waitFor();

  await page.keyboard.press("Control+Alt+.");
  await page.locator(".view-line", { hasText: "params" }).first().waitFor();

  // Save all: what the keys wrote is on the disk.
  await page.keyboard.press("Control+K");
  await page.keyboard.press("s");
  await page.waitForFunction(() => document.querySelectorAll(".tab.dirty").length === 0);
  const deadline = Date.now() + 10_000;
  while (!readFileSync(file("keys_blocks.net"), "utf8").includes("block twice(") && Date.now() < deadline)
    await page.waitForTimeout(100);
  assert.match(readFileSync(file("keys_blocks.net"), "utf8"), /block twice\(x, out: int\)/);
  assert.match(readFileSync(file("keys.net"), "utf8"), /import "keys_blocks.net" \{ twice \}/);
}

/** Opens what is offered at the broken budget, and waits for a fix among it. */
async function offerFixes(page, fix) {
  await goTo(page, "budget {");
  await page.keyboard.press("End");
  for (let i = 0; i < 4; i++) await page.keyboard.press("ArrowLeft");
  // A menu that is asked for while the cursor still moves is taken back by the editor: then it is asked for again.
  const offered = page.locator(".action-widget", { hasText: fix }).first();
  for (let tries = 0; tries < 5 && !(await offered.isVisible()); tries++) {
    await page.keyboard.press("Control+.");
    await offered.waitFor({ timeout: 4000 }).catch(() => {});
  }
  await offered.waitFor();
  await page.locator(".action-widget .monaco-list-row.focused").waitFor();
}

/** Puts the cursor on the line that holds a text, by the editor's own search. */
async function goTo(page, text) {
  await page.keyboard.press("Control+F");
  const input = page.locator(".find-widget.visible textarea").first();
  await input.waitFor();
  await input.fill(text);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.locator(".find-widget.visible").waitFor({ state: "hidden" });
}
