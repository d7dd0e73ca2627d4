/** Where a file imports a name that it does not know yet. */
import { type Module, spanOf } from "@lathe/engine";

/** What to write, and at which offset: in the import of that path, or below the others, or above everything that is declared. */
export function importOf(
  { file }: Module,
  path: string,
  name: string,
): { readonly offset: number; readonly text: string } {
  const { lines, chunks } = file;
  const lineEnd = lines.text.includes("\r\n") ? "\r\n" : "\n";
  const written = chunks.filter(({ statement }) => statement.kind === "import");
  const same = written.find(({ statement }) => statement.kind === "import" && statement.path.value === path);
  const body = same?.bodies[0];
  const last = body?.chunks.at(-1);
  if (body !== undefined && last !== undefined) {
    const { start, end } = spanOf(lines, last.chunk, last.statement.at);
    // One name to a line, where that is how they stand.
    const isOnOwnLine = lines.text.slice(body.span.start, start).includes("\n");
    return { offset: end, text: isOnOwnLine ? `${lineEnd}  ${name}` : `, ${name}` };
  }
  const text = `import "${path}" { ${name} }`;
  const before = written.at(-1);
  if (before !== undefined) {
    const { end } = spanOf(lines, before.chunk, { first: 0, last: before.chunk.tokens.length - 1 });
    return { offset: end, text: `${lineEnd}${text}` };
  }
  return { offset: startOf(file), text: `${text}${lineEnd}${lineEnd}` };
}

/** Where a first import goes: behind the version and the comment that opens the file, before documentation. */
function startOf({ lines }: Module["file"]): number {
  let index = 0;
  const isHead = (at: number) => {
    const line = lines.lines[at];
    if (line === undefined) return false;
    if (line.tokens.length > 0) return line.tokens[0]?.image === "lathe";
    return line.comment === undefined ? at > 0 : !line.comment.text.startsWith("##");
  };
  while (isHead(index)) index++;
  const mark = lines.text.startsWith("\ufeff") ? 1 : 0;
  return Math.max(mark, lines.starts[index] ?? lines.text.length);
}
