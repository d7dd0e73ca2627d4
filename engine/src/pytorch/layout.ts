/** Long lines of Python, broken at the commas of their outermost bracket, as its formatters do. */

const width = 100;

/** A statement with its indentation, in as many lines as it needs. */
export function wrapped(line: string, indentation: string): string {
  return line
    .split("\n")
    .map((part) => wrapLine(indentation + part))
    .join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= width || line.trimStart().startsWith("#")) return line;
  const outer = outermost(line);
  if (outer === undefined) return line;
  const { open, close, commas } = outer;
  const indentation = /^ */.exec(line)?.[0] ?? "";
  const cuts = [open, ...commas, close];
  const parts = cuts.slice(1).map((end, index) => line.slice((cuts[index] ?? 0) + 1, end).trim());
  const inner = parts.filter((part) => part !== "").map((part) => wrapLine(`${indentation}    ${part},`));
  // A comprehension takes no comma behind it, unless a star makes arguments of it.
  if (inner.length === 1 && /^[^*].* for /.test(parts[0] ?? "")) return line;
  return [line.slice(0, open + 1), ...inner, indentation + line.slice(close)].join("\n");
}

interface Bracket {
  readonly open: number;
  readonly close: number;
  readonly commas: readonly number[];
}

/** The longest bracket that stands in no other one. */
function outermost(line: string): Bracket | undefined {
  let depth = 0;
  let open = 0;
  let commas: number[] = [];
  let best: Bracket | undefined;
  let quote: string | undefined;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (quote !== undefined) {
      if (character === "\\") at++;
      else if (character === quote) quote = undefined;
    } else if (character === '"' || character === "'") quote = character;
    else if (/[([{]/.test(character)) {
      if (depth++ === 0) [open, commas] = [at, []];
    } else if (/[)\]}]/.test(character)) {
      const isLonger = best === undefined || at - open > best.close - best.open;
      if (--depth === 0 && isLonger) best = { open, close: at, commas };
    } else if (character === "," && depth === 1) commas.push(at);
  }
  return best !== undefined && best.close - best.open > 1 ? best : undefined;
}
