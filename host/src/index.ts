export * from "./netFiles.ts";
export * from "./writeFile.ts";
