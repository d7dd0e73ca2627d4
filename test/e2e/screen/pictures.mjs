import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../../../tools/lib/project.mjs";
import { takePictures } from "../../../tools/lib/window.mjs";

export const title = "the screen: hints, lenses and status in a light and a dark theme";

export async function check({ browser, workbench, file }) {
  const pictures = await takePictures(workbench, browser, file("resnet.net"), join(cache, "screenshots"));
  const [light, dark] = pictures.map((picture) => readFileSync(picture));
  if (light.equals(dark)) throw new Error("Both themes look the same.");
}
