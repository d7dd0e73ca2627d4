/**
 * What reads and writes models of ONNX and runs them. A bundle of its own, imported when it is needed, so that counting costs
 * does not wait for it.
 */
export { readAsNet } from "@lathe/host";
export { evaluate } from "./commands/eval.ts";
export { exportFile } from "./commands/export.ts";
export { importCommand } from "./commands/import.ts";
export { run } from "./commands/run.ts";
