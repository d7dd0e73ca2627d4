/** The formats that nets are exported to, one file each. */
import type { ExportFormat } from "./format.ts";
import { onnx } from "./onnx.ts";
import { pytorch } from "./pytorch.ts";

export const formats: readonly ExportFormat[] = [onnx, pytorch];
