/**
 * What the benchmark of ONNX times, in a process of its own: `import M.onnx M.net` or `export M.net M.onnx`, a number of times. Prints
 * the milliseconds of each as JSON.
 */
import { importFile } from "@lathe/host";
import { exportFile } from "../../cli/src/commands/export.ts";

const [what, from = "", to = "", rounds = "1"] = process.argv.slice(2);
const milliseconds: number[] = [];
for (let round = 0; round < Number(rounds); round++) {
  const start = performance.now();
  if (what === "import") {
    const result = await importFile(from, to);
    if ("code" in result) throw new Error(result.message);
  } else {
    const { code, errors } = await exportFile(from, { output: to, verify: false });
    if (code !== 0) throw new Error(errors);
  }
  milliseconds.push(performance.now() - start);
}
console.log(JSON.stringify(milliseconds));
