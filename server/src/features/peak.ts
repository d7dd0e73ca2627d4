/** The tensors alive at the peak, for a command that steps through them. */
import { type Analysis, formatBytes, type Graph, placeOfTensor, spanOf } from "@lathe/engine";
import { type Peak, type PeakParams, type PeakTensor, peakMethod } from "@lathe/protocol";
import { toRange } from "../convert.ts";
import type { Feature } from "../feature.ts";

/** The peak of the shown net; undefined where nothing has been counted. */
export function peak(analysis: Analysis): Peak | undefined {
  const [shown] = analysis.shown;
  if (shown === undefined) return undefined;
  const { graph, liveness } = shown.cost;
  const op = liveness.peakOp === undefined ? undefined : graph.ops[liveness.peakOp];
  if (op === undefined || liveness.peakOp === undefined) return undefined;
  const live = [...liveness.liveAt(liveness.peakOp)].sort((a, b) => b.bytes - a.bytes);
  const tensors = live.map(({ path, bytes }): PeakTensor => {
    const range = rangeOf(analysis, graph, path);
    return { path, size: formatBytes(bytes), ...(range !== undefined && { range }) };
  });
  return { at: op.path, total: formatBytes(liveness.peakBytes), tensors };
}

/** Where a tensor of this name is made: by an op, through the block around it if that is in another file, or as an input. */
function rangeOf({ uri, module }: Analysis, graph: Graph, path: string): PeakTensor["range"] {
  const { lines } = module.file;
  const site = placeOfTensor(graph, path, uri);
  return site === undefined ? undefined : toRange(lines, spanOf(lines, site.chunk, site.at));
}

export const peakFeature: Feature = {
  name: "peak",
  capabilities: {},
  attach(connection, host) {
    connection.onRequest(peakMethod, ({ uri }: PeakParams) => host.answer("peak", uri, null, (a) => peak(a) ?? null));
  },
};
