import type { Action, Offer } from "./action.ts";
import { argumentInsertion, type Call, callAt, spanIn, statementAt, textIn } from "./tree.ts";

export const statePad: Action = {
  name: "statePad",
  summary: "States the padding of an even kernel, which has no middle to be padded around.",
  example: {
    title: "Add `pad=1`: the result is exactly 2 times smaller",
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
      const kernel = literal(report.span, call, 1);
      const stride = literal(undefined, call, 1) ?? 1;
      const offer = (pad: string, brings: string, isPreferred = false): Offer => ({
        title: `Add \`pad=${pad}\`: ${brings}`,
        kind: "quickfix",
        edits: [argumentInsertion(file, chunk, call, `pad=${pad}`)],
        solves: report,
        isPreferred,
      });
      const same = offer('"same"', "zeros on both sides, one more at the end where they are uneven");
      const none = offer("0", "no zeros at all");
      // in + 2·pad − kernel = in − stride: every window is whole.
      const pad = kernel === undefined ? undefined : (kernel - stride) / 2;
      if (pad === undefined || !Number.isInteger(pad) || pad <= 0) return [same, none];
      return [offer(`${pad}`, `the result is exactly ${stride} times smaller`, true), same, none];

      /** The kernel at its place, or the stride by its name; undefined where it is no plain number. */
      function literal(
        at: typeof report.span | undefined,
        { arguments: given }: Call,
        least: number,
      ): number | undefined {
        if (chunk === undefined) return undefined;
        const argument = given.find((each) =>
          at === undefined
            ? each.name?.name === "stride"
            : spanIn(file, chunk, each.at).start <= at.start && at.end <= spanIn(file, chunk, each.at).end,
        );
        const text = argument === undefined ? undefined : textIn(file, chunk, argument.value.at);
        const value = text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
        return value !== undefined && value >= least ? value : undefined;
      }
    }),
};
