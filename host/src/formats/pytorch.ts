/** PyTorch: a Python module, and trained weights beside it under the names that its `load` reads. */
import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentation, exportPyTorch, isRefusal, type Refusal, refuse } from "@lathe/engine";
import { writePieces, writeTogether } from "../staging.ts";
import { safetensorsPieces } from "../tensors/write.ts";
import type { Exported, ExportedNet, ExportFormat, ExportOptions } from "./format.ts";

export const pytorch: ExportFormat = {
  name: "pytorch",
  summary: "a Python module on PyTorch alone, with trained weights beside it; not tried",
  extension: ".py",
  waitsForFiles: true,
  write: writePyTorch,
};

async function writePyTorch(net: ExportedNet, path: string, options: ExportOptions): Promise<Exported | Refusal> {
  const { shown, weights, source } = net;
  if (options.opset !== undefined) {
    return refuse("bad-option", "PyTorch has no opsets", { help: "Leave `--opset` out, or export to ONNX." });
  }
  const text = documentation(shown.declaration);
  const module = exportPyTorch({
    graph: shown.cost.graph,
    bound: shown.elaborated.bound,
    ...(text !== undefined && { documentation: text }),
  });
  if (isRefusal(module)) return module;
  return await writeTogether(
    path,
    (name) => [weightsName(name)],
    async ({ folder, name, place }): Promise<Exported> => {
      await writePieces(join(folder, name), [new TextEncoder().encode(module)]);
      const files = [{ path, bytes: statSync(join(folder, name)).size }];
      // Weights that were drawn are good for nothing that PyTorch's own are not.
      if (source !== "random") {
        options.signal?.throwIfAborted();
        await writePieces(join(folder, weightsName(name)), safetensorsPieces(weights));
        const { size } = statSync(join(folder, weightsName(name)));
        files.push({ path: join(dirname(place), weightsName(name)), bytes: size });
      }
      return { kind: "exported", files, verified: false, details: {} };
    },
  );
}

/** Another name than a net's own weights are likely to have: they stay. */
function weightsName(name: string): string {
  return `${name.replace(/\.py$/, "")}.weights.safetensors`;
}
