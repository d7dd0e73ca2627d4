export * from "./netFiles.ts";
