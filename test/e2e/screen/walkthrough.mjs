import assert from "node:assert/strict";
import { join } from "node:path";
import { cache } from "../../../tools/lib/project.mjs";

export const title = "the walkthrough: its buttons write a net beside it and step through the peak of that";

export async function check({ page, open }) {
  // A file of Lathe's starts the extension, so that what the buttons call is there.
  await open("keys_blocks.net");
  await run(page, "Welcome: Open Walkthrough...");
  await page.keyboard.type("A first net in budget");
  await page.keyboard.press("Enter");
  const steps = page.locator(".gettingStartedContainer");
  await steps.locator(".step-title", { hasText: "Write a net" }).waitFor();

  await button(steps, "New Net").click();
  const line = (text) => page.locator(".view-line", { hasText: text }).first();
  await line("net first").waitFor();
  await line("MACs").waitFor();

  await steps.locator(".step-title", { hasText: "See what is alive" }).click();
  await page.screenshot({ path: join(cache, "screenshots", "walkthrough.png") });
  await button(steps, "Step Through the Peak").click();
  const status = page.locator(".statusbar-item", { hasText: "selected" }).first();
  await status.waitFor();
  assert.match(await status.innerText(), /Ln \d+, Col \d+ \(\d+ selected\)/);
}

const button = (steps, text) => steps.locator(".monaco-button:visible", { hasText: text }).first();

/** Runs a command of the palette. */
async function run(page, command) {
  await page.keyboard.press("F1");
  const input = page.locator(".quick-input-widget input").first();
  await input.waitFor();
  await input.fill(`>${command}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: command }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "A first net in budget" }).first().waitFor();
}
