import { importOf } from "../importing.ts";
import { type Action, insertion } from "./action.ts";

export const addImport: Action = {
  name: "addImport",
  summary: "Imports a block, net or fn that the standard library or another open file declares.",
  example: {
    title: 'Import `inverted_residual` from "std/mobile.net"',
    before: `net small {
  input x: f32[1, 16, 32, 32]
  y = x -> $0inverted_residual(24)
  output y
}
`,
    after: `import "std/mobile.net" { inverted_residual }

net small {
  input x: f32[1, 16, 32, 32]
  y = x -> inverted_residual(24)
  output y
}
`,
    files: {
      "std/mobile.net": `block inverted_residual(x, out: int) {
  y = x -> conv(out, kernel=1)
  return y
}
`,
    },
  },
  offers: ({ analysis, reports, host }) =>
    reports.flatMap((report) => {
      if (report.code !== "unknown-operator") return [];
      const name = analysis.text.slice(report.span.start, report.span.end);
      const found = [...host.importable()].filter(([, { declarations }]) => declarations.has(name));
      return found.map(([path]) => {
        const { offset, text } = importOf(analysis.module, path, name);
        return {
          title: `Import \`${name}\` from "${path}"`,
          kind: "quickfix",
          edits: [insertion(offset, text)],
          solves: report,
          // A name that is declared once and exactly so is hardly a misspelt one.
          isPreferred: found.length === 1,
        };
      });
    }),
};
