export const title = "the screen: a click on the status bar shows the next figure";

export async function check({ page, open }) {
  await open("resnet.net");
  const entry = page
    .locator(".statusbar-item#lathe\\.lathe\\.lathe\\.status, .statusbar-item[id*='lathe.status']")
    .first();
  await entry.waitFor();
  const hint = page.locator(".view-line", { hasText: "logits" }).first();
  await hint.filter({ hasText: /MAC/ }).waitFor();
  await entry.click();
  await hint.filter({ hasText: /param/ }).waitFor();
}
