export * from "./commands/cost.ts";
