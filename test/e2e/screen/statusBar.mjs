export const title = "the screen: a click on the status bar shows the next figure";

export async function check({ page, open }) {
  await open("resnet.net");
  const hint = (figure) => page.locator(".view-line", { hasText: "bn3" }).filter({ hasText: figure }).first();
  await hint(/MACs/).waitFor();
  await page.locator(".statusbar-item", { hasText: "resnet50" }).click();
  await hint(/params/).waitFor();
  await page.locator(".statusbar-item", { hasText: "params" }).waitFor();
}
