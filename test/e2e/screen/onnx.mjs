export const title = "a net becomes an ONNX model by its lens, and that a net by the explorer's menu";

export async function check({ page, file, open }) {
  await open("keyword_spotting.net");
  await page.locator(".codelens-decoration a", { hasText: "export to ONNX" }).first().click();
  const where = page.locator(".quick-input-widget input:visible").first();
  await where.waitFor();
  // The dialog writes its own proposal into the box once it has read the folder, over what stands there.
  for (let isKept = false; !isKept; isKept = (await where.inputValue()) === file("spotter.onnx")) {
    await where.fill(file("spotter.onnx"));
    await page.waitForTimeout(1000);
  }
  await page.keyboard.press("Enter");
  await page.locator(".notification-list-item", { hasText: "is written. Its weights are random." }).waitFor();

  const model = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "spotter.onnx" }).first();
  await model.waitFor();
  const entry = page.locator(".context-view .action-label", { hasText: "Import ONNX" });
  // Rows move while the explorer makes room for the new file, so that a menu may open on a neighbour; and what is clicked the moment
  // after a menu opened is not taken. So the menu is asked for until it has been used.
  const isUsed = async () => {
    await page.keyboard.press("Escape");
    await model.click({ button: "right" });
    await entry.waitFor({ timeout: 2000 });
    await page.waitForTimeout(300);
    await entry.click();
    await entry.waitFor({ state: "hidden", timeout: 2000 });
    return true;
  };
  for (let i = 0; i < 5 && !(await isUsed().catch(() => false)); i++);
  await page.locator(".tab.active", { hasText: "spotter.net" }).waitFor();
  await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
}
