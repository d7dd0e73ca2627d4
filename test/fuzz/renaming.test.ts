/** Renaming all names of every example, one after the other. */
import { describe, it } from "vitest";
import { projectFiles } from "../kit/files.ts";
import { renameAll } from "./renaming.ts";

const files = projectFiles().filter((file) => /^examples\/.*\.net$/.test(file));

describe("renaming all names of a file, one after the other", { timeout: 60_000 }, () => {
  it.each(files)("changes no figure of %s, and can be undone", renameAll);
});
