import type { SourceChunk, SourceFile } from "@lathe/engine";
import type { Action, Offer } from "./action.ts";
import { argumentInsertion, type Call, callAt, statementAt, textIn } from "./tree.ts";

export const statePad: Action = {
  name: "statePad",
  summary: "States the padding of an even kernel, which has no middle to be padded around.",
  example: {
    title: "Add `pad=1`: the size divided by 2",
    before: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(8, $0kernel=4, stride=2)
  output y
}
`,
    after: `net small {
  input x: f32[1, 3, 32, 32]
  y = x -> conv(8, kernel=4, stride=2, pad=1)
  output y
}
`,
  },
  offers: ({ analysis, reports }) =>
    reports.flatMap((report) => {
      const { file } = analysis.module;
      const chunk = report.code === "even-kernel" ? statementAt(file, report.span.start)?.chunk : undefined;
      const call = chunk === undefined ? undefined : callAt(file, chunk, report.span.start);
      if (chunk === undefined || call === undefined) return [];
      const offer = (pad: string, brings: string, isPreferred = false): Offer => ({
        title: `Add \`pad=${pad}\`: ${brings}`,
        kind: "quickfix",
        edits: [argumentInsertion(file, chunk, call, `pad=${pad}`)],
        solves: report,
        isPreferred,
      });
      const same = offer('"same"', "zeros on both sides, one more at the end where they are uneven");
      const none = offer("0", "no zeros at all");
      const stride = strideOf(file, chunk, call);
      const kernel = Number(/\d+$/.exec(analysis.text.slice(report.span.start, report.span.end))?.[0]);
      // in + 2·pad − kernel = in − stride: one window for each step.
      const pad = stride === undefined ? Number.NaN : (kernel - stride) / 2;
      if (!Number.isInteger(pad) || pad <= 0) return [same, none];
      return [offer(`${pad}`, `the size divided by ${stride}`, true), same, none];
    }),
};

/** The stride, where it is a plain number and nothing else decides how far a window reaches. */
function strideOf(file: SourceFile, chunk: SourceChunk, { arguments: given }: Call): number | undefined {
  if (given.some(({ name }) => name?.name === "dilation")) return undefined;
  const stride = given.find(({ name }) => name?.name === "stride");
  return stride?.value.kind === "number" ? Number(textIn(file, chunk, stride.value.at)) : undefined;
}
