export * from "./gitFiles.ts";
export * from "./listFolder.ts";
export * from "./netFiles.ts";
export * from "./tensorFiles.ts";
export * from "./writeFile.ts";
