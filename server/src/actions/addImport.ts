import type { Analysis } from "@lathe/engine";
import { type Action, type Edit, insertion } from "./action.ts";
import { lineEndOf, wholeOf } from "./tree.ts";

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
      const found = [...host.importable()].filter(([, text]) => declaredIn(text).includes(name));
      return found.map(([path]) => ({
        title: `Import \`${name}\` from "${path}"`,
        kind: "quickfix",
        edits: [importOf(analysis, path, name)],
        solves: report,
        // A name that is declared once and exactly so is hardly a misspelt one.
        isPreferred: found.length === 1,
      }));
    }),
};

/** Names that a file declares. Declarations begin a line, which is all that has to be read of it here. */
function declaredIn(text: string): readonly string[] {
  return [...text.matchAll(/^(?:net|block|fn|op)\s+([A-Za-z_]\w*)/gm)].flatMap(([, name]) => name ?? []);
}

/** The name in the braces of an import of that file, or an import of its own below the others. */
function importOf({ module: { file }, text }: Analysis, path: string, name: string): Edit {
  const imports = file.chunks.filter(({ statement }) => statement.kind === "import");
  const lineEnd = lineEndOf(text);
  for (const chunk of imports) {
    const body = chunk.statement.kind === "import" && chunk.statement.path.value === path ? chunk.bodies[0] : undefined;
    const last = body?.chunks.at(-1);
    if (last === undefined) continue;
    const { end } = wholeOf(file, last);
    const separator = text.slice(body?.span.start, end).includes("\n") ? `${lineEnd}  ` : ", ";
    return insertion(end, `${separator}${name}`);
  }
  const line = `import "${path}" { ${name} }`;
  const above = imports.at(-1) ?? file.chunks.find(({ statement }) => statement.kind === "version");
  if (above !== undefined) return insertion(wholeOf(file, above).end, `${lineEnd}${line}`);
  const mark = text.startsWith("\ufeff") ? 1 : 0;
  return insertion(mark, `${line}${lineEnd}${lineEnd}`);
}
