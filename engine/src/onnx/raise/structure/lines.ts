/** Breaks statements into lines as the formatter leaves them: before arrows, under the first one where that fits. */

/** A part of a pipeline: on one line if it fits, else on several. */
export interface Part {
  readonly flat: string;
  readonly open?: readonly string[];
}

const width = 100;
const hanging = 4;

/** `name = a -> b -> c` on as few lines as hold it. */
export function pipelineLines(start: string, parts: readonly Part[], indent: number): readonly string[] {
  const [head, ...stages] = parts;
  if (head === undefined) return [start];
  const flat = `${start}${parts.map((part) => part.flat).join(" -> ")}`;
  if (indent + flat.length <= width) return [flat];
  const first = `${start}${head.flat}`;
  const aligned = filled(first, stages, indent, first.length + 1);
  return aligned ?? filled(first, stages, indent, hanging) ?? filled(first, stages, indent, hanging, true) ?? [flat];
}

/** Undefined where a line would be too wide, unless nothing else helps. */
function filled(
  first: string,
  stages: readonly Part[],
  indent: number,
  offset: number,
  isLast = false,
): readonly string[] | undefined {
  const lines: string[] = [];
  let line = first;
  let isFirst = true;
  const room = () => width - indent - (isFirst ? 0 : offset);
  for (const { flat, open } of stages) {
    const stage = `-> ${flat}`;
    if (line.length + 1 + stage.length <= room()) {
      line = line === "" ? stage : `${line} ${stage}`;
      continue;
    }
    if (open !== undefined && open.length > 1 && stage.length > width - indent - offset) {
      const [top = "", ...more] = open;
      const opening = `-> ${top}`;
      if (line.length + 1 + opening.length <= room()) line = `${line} ${opening}`;
      else {
        lines.push(line);
        isFirst = false;
        line = opening;
      }
      lines.push(line, ...more.slice(0, -1));
      isFirst = false;
      line = more.at(-1) ?? "";
      continue;
    }
    lines.push(line);
    isFirst = false;
    if (stage.length > room() && !isLast) return undefined;
    line = stage;
  }
  return [...lines, line];
}

/** `[a, b, c]` or `(a, b, c)` on one line, or broken inside its brackets. */
export function bracketLines(start: string, items: readonly string[], end: string, indent: number): readonly string[] {
  const flat = `${start}${items.join(", ")}${end}`;
  if (indent + flat.length <= width) return [flat];
  const lines: string[] = [];
  let line = "";
  for (const [index, item] of items.entries()) {
    const text = index < items.length - 1 ? `${item},` : item;
    if (line !== "" && indent + 2 + line.length + 1 + text.length > width) {
      lines.push(line);
      line = text;
    } else line = line === "" ? text : `${line} ${text}`;
  }
  return [start, ...lines, line, end];
}
