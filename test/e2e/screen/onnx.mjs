export const title = "a net becomes an ONNX model by its lens, and that a net by the explorer's menu";

export async function check({ page, file, open }) {
  await open("keyword_spotting.net");
  await page.locator(".codelens-decoration a", { hasText: "export to ONNX" }).first().click();
  const where = page.locator(".quick-input-widget input:visible").first();
  await where.waitFor();
  await where.fill(file("spotter.onnx"));
  await page.keyboard.press("Enter");
  await page.locator(".notification-list-item", { hasText: "is written. Its weights are random." }).waitFor();

  const model = page.locator(".explorer-folders-view .monaco-list-row", { hasText: "spotter.onnx" }).first();
  await model.waitFor();
  const entry = page.locator(".context-view .action-label", { hasText: "Import ONNX" });
  // Rows move while the explorer makes room for the new file, and a menu may open on a neighbour.
  for (let i = 0; i < 5 && !(await entry.isVisible()); i++) {
    await page.keyboard.press("Escape");
    await model.click({ button: "right" });
    await entry.waitFor({ timeout: 1000 }).catch(() => {});
  }
  await entry.click();
  await page.locator(".tab.active", { hasText: "spotter.net" }).waitFor();
  await page.locator(".view-line", { hasText: "MACs" }).first().waitFor();
}
