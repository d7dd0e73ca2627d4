/**
 * Which lines must keep their costs when a text is edited: those that were not touched and do not depend on what was.
 *
 * A line is *touched* where the edit changed a character of it, or took it away. Its statement then *depends* on the edit
 * from that line on (a pipeline flows downwards; a bracket that is open there depends from its line on). Dependence spreads:
 *
 * - to lines that use a name which a dependent statement binds, from the line of the use on: values, dims, parameters, blocks,
 *   fns, nets, imports, each by scope (names of one declaration say nothing of another's);
 * - to a statement whose braces hold something dependent, and, in a `repeat`, from there to all of its body, because the
 *   value goes around;
 * - from a call on a dependent line into the block that is called: its lines show sums over all calls;
 * - to the callers of a block that holds something dependent;
 * - into a net or block whose first line no longer begins with `net name` or `block name`;
 * - below a new line that begins with `net`, `block` or `import`, to the end of the declaration: the language says that these
 *   words close everything;
 * - everywhere, where a policy, a target or a rule of counting was touched.
 *
 * What is *not* excused is everything that a reader would not expect to change: lines above and below one that is half
 * typed, a statement after a bracket that was left open, the rest of a net whose brace is gone, a header with a broken
 * parameter. Recovery has to get these right.
 */
import type { SourceChunk, SourceFile } from "@lathe/engine";
import type { Splice } from "./edits.ts";

/** For every line of a text, which line of the first text it is, unchanged; undefined where it was touched. */
export type Origins = readonly (number | undefined)[];

export function originsOf(text: string): Origins {
  return text.split("\n").map((_, i) => i);
}

/** Follows lines through one more edit: `before` becomes `after`. */
export function followLines(origins: Origins, before: string, { start, end }: Splice, after: string): Origins {
  const oldLines = before.split("\n");
  const newLines = after.split("\n");
  let head = before.slice(0, start).split("\n").length - 1;
  let tail = before.slice(end).split("\n").length - 1;
  // A splice at a line's very edge leaves that line as it was.
  while (head < Math.min(oldLines.length, newLines.length) - tail && oldLines[head] === newLines[head]) head++;
  while (
    tail < Math.min(oldLines.length, newLines.length) - head &&
    oldLines[oldLines.length - 1 - tail] === newLines[newLines.length - 1 - tail]
  )
    tail++;
  return newLines.map((_, i) => {
    if (i < head) return origins[i];
    return i >= newLines.length - tail ? origins[i - newLines.length + oldLines.length] : undefined;
  });
}

/** A statement of the first text. */
interface Node {
  readonly chunk: SourceChunk;
  readonly parent: Node | undefined;
  readonly firstLine: number;
  readonly binds: readonly string[];
  readonly uses: readonly { readonly name: string; readonly line: number }[];
  readonly children: Node[];
  /** The first line of the statement that depends on the edit. */
  from: number;
}

/** Lines of the first text that must keep their costs, each with the line that it is now. */
export function independentLines(base: SourceFile, edited: SourceFile, origins: Origins): Map<number, number> {
  const now = new Map<number, number>();
  for (const [line, origin] of origins.entries()) if (origin !== undefined) now.set(origin, line);
  const nodes = nodesOf(base);
  spread(nodes, new Set(firstDependence(base, edited, origins, now, nodes)));
  const blocked = new Set<number>();
  for (const node of nodes) for (const line of linesOf(node.chunk)) if (line >= node.from) blocked.add(line);
  return new Map([...now].filter(([line]) => !blocked.has(line)));
}

const isDeclaration = ({ statement }: SourceChunk) => statement.kind === "net" || statement.kind === "block";

function linesOf({ chunk }: SourceChunk): readonly number[] {
  const { tokens, tokenLines } = chunk;
  return typeof tokenLines === "number" ? tokens.map(() => tokenLines) : tokenLines;
}

function nodesOf(file: SourceFile): readonly Node[] {
  const nodes: Node[] = [];
  const visit = (chunk: SourceChunk, parent: Node | undefined): void => {
    const lines = linesOf(chunk);
    const { tokens } = chunk.chunk;
    const uses = tokens.flatMap((token, i) => {
      const next = tokens[i + 1]?.image;
      const isUse = token.tokenType.name === "Name" && next !== "=" && next !== ":" && tokens[i - 1]?.image !== ".";
      return isUse ? [{ name: token.image, line: lines[i] ?? 0 }] : [];
    });
    const node: Node = {
      chunk,
      parent,
      firstLine: lines[0] ?? 0,
      binds: boundBy(chunk),
      uses,
      children: [],
      from: Number.POSITIVE_INFINITY,
    };
    nodes.push(node);
    parent?.children.push(node);
    for (const body of chunk.bodies) for (const inner of body.chunks) visit(inner, node);
  };
  for (const chunk of file.chunks) visit(chunk, undefined);
  return nodes;
}

/** The statement at the top of the file that a node is or stands in. */
function topOf(node: Node): Node {
  return node.parent === undefined ? node : topOf(node.parent);
}

/** Names that a statement binds, parameters and what follows `as` included. */
function boundBy({ chunk, statement }: SourceChunk): readonly string[] {
  const names: string[] = [];
  switch (statement.kind) {
    case "binding":
      names.push(...statement.targets.map(({ name }) => name.name));
      break;
    case "net":
    case "block":
    case "fn":
    case "op":
      names.push(statement.name.name, ...statement.parameters.map(({ name }) => name.name));
      for (const { type } of statement.parameters)
        for (const dim of type?.dims ?? []) if (dim?.kind === "name") names.push(dim.name);
      break;
    case "variant":
    case "dim":
    case "input":
    case "state":
      names.push(statement.name.name);
      break;
    case "output":
      names.push(...statement.names.map(({ name }) => name));
      break;
    case "entries":
      for (const entry of statement.entries) if (entry.kind === "import") names.push((entry.alias ?? entry.name).name);
      break;
    default:
      break;
  }
  const as = chunk.tokens.findIndex(({ image }) => image === "as");
  if (as !== -1)
    for (const { tokenType, image } of chunk.tokens.slice(as)) if (tokenType.name === "Name") names.push(image);
  return names;
}

/** A name with the declaration that it belongs to; the file's own names have none. */
type Key = string;

/** Declarations and imports are the file's; all else belongs to the declaration around it. */
function keyOf(nodes: readonly Node[]): (name: string, top: Node | undefined) => Key {
  const own = new Map<Node, Set<string>>();
  for (const node of nodes) {
    const names = own.get(topOf(node)) ?? new Set();
    for (const [i, name] of node.binds.entries()) {
      const isFileName = node === topOf(node) ? i === 0 : topOf(node).chunk.statement.kind === "import";
      if (!isFileName) names.add(name);
    }
    own.set(topOf(node), names);
  }
  return (name, top) => (top !== undefined && own.get(top)?.has(name) ? `${top.firstLine} ${name}` : name);
}

function declarationOf(nodes: readonly Node[], name: string): Node | undefined {
  return nodes.find((node) => node.parent === undefined && isDeclaration(node.chunk) && node.binds[0] === name);
}

/** Marks what the edit itself touches, and gives the names that it touches. */
function firstDependence(
  base: SourceFile,
  edited: SourceFile,
  origins: Origins,
  now: ReadonlyMap<number, number>,
  nodes: readonly Node[],
): Key[] {
  const keys: Key[] = [];
  const key = keyOf(nodes);
  const mark = (node: Node | undefined, line: number) => {
    if (node !== undefined) node.from = Math.min(node.from, line);
  };
  const newLine = (line: number) => edited.lines.lines[line];
  const touchedLines = [...origins.keys()].filter((line) => origins[line] === undefined);
  const headers = new Set(
    touchedLines.flatMap((line) => {
      const tokens = newLine(line)?.tokens ?? [];
      return isHeader(tokens) ? [`${tokens[0]?.image} ${tokens[1]?.image}`] : [];
    }),
  );

  for (const { chunk } of nodes) {
    const [line] = linesOf(chunk);
    if (line !== undefined && !now.has(line) && reachesFar(chunk.chunk.tokens)) for (const node of nodes) markAll(node);
  }
  for (const node of nodes) {
    const lines = linesOf(node.chunk);
    const touched = lines.filter((line) => !now.has(line));
    if (touched.length > 0) mark(node, Math.min(...touched));
    // Lines put between two lines of one statement belong to it.
    for (const line of lines) {
      const [here, below] = [now.get(line), now.get(line + 1)];
      const isGap = here !== undefined && below !== undefined && below > here + 1;
      if (isGap && lines.some((other) => other > line)) mark(node, line + 1);
    }
    const { kind } = node.chunk.statement;
    const isGone = !now.has(node.firstLine) && !headers.has(`${kind} ${node.binds[0]}`);
    if (node.parent === undefined && isDeclaration(node.chunk) && isGone) markAll(node);
  }

  // The declaration of the first text in which something now stands, by the lines that were kept around it.
  const above = (line: number): number => origins.slice(0, line).findLast((origin) => origin !== undefined) ?? -1;
  const around = (line: number): Node | undefined => {
    const origin = above(line);
    return nodes.findLast((node) => node.parent === undefined && node.firstLine <= origin);
  };
  for (const line of touchedLines) {
    const top = around(line);
    for (let node = innermostAt(top, above(line), base); node !== undefined; node = node.parent) {
      if (isDeclaration(node.chunk)) keys.push(key(node.binds[0] ?? "", undefined));
      else mark(node, bodyLine(node));
    }
    const tokens = newLine(line)?.tokens ?? [];
    const header = isHeader(tokens) ? declarationOf(nodes, tokens[1]?.image ?? "") : undefined;
    const isEdited = header !== undefined && !now.has(header.firstLine);
    for (const [i, { tokenType, image }] of tokens.entries()) {
      const called = tokenType.name === "Name" && !(i === 1 && isEdited) ? declarationOf(nodes, image) : undefined;
      if (called !== undefined) markAll(called);
    }
    // A header that was edited stands where it stood; another one cuts what it stands in.
    if (newLine(line)?.closesAll && !isEdited) {
      const first = origins.slice(line).find((origin) => origin !== undefined) ?? Number.POSITIVE_INFINITY;
      for (const node of nodes) if (topOf(node) === top && node.firstLine >= first) markAll(node);
      if (top !== undefined) keys.push(key(top.binds[0] ?? "", undefined));
    }
    if (newLine(line)?.comment?.text.startsWith("##")) markExample(origins.slice(line), nodes);
    if (reachesFar(newLine(line)?.tokens)) for (const node of nodes) markAll(node);
  }
  // Examples stand in the `##` lines right above a block.
  for (const [line, { comment }] of base.lines.lines.entries()) {
    const [here, below] = [now.get(line), now.get(line + 1)];
    const isAbove = here !== undefined && (below === undefined || below === here + 1);
    if (!isAbove && comment?.text.startsWith("##") === true) {
      markExample([...base.lines.lines.keys()].slice(line), nodes);
    }
  }
  // A statement of the new text binds something new where a touched line holds the name, or goes on with it.
  const touched = new Set(touchedLines);
  const continues = (line: number) => newLine(line)?.continues === true && newLine(line)?.tokens[0]?.image !== "}";
  const visit = (chunk: SourceChunk): void => {
    const lines = linesOf(chunk);
    const begins = !touched.has(lines[0] ?? 0);
    const goesOn = begins && lines.some((line) => touched.has(line) && continues(line));
    const names = new Set(boundBy(chunk));
    for (const [i, { image }] of chunk.chunk.tokens.entries()) {
      const line = lines[i] ?? 0;
      if (names.has(image) && (goesOn || touched.has(line))) keys.push(image, key(image, around(line)));
    }
    for (const body of chunk.bodies) for (const inner of body.chunks) visit(inner);
  };
  for (const chunk of edited.chunks) visit(chunk);
  return keys;
}

/** A policy, a target or a rule of counting holds for lines that do not name it. */
function reachesFar(tokens: readonly { readonly image: string }[] | undefined): boolean {
  return ["counting", "policy", "target"].includes(tokens?.[0]?.image ?? "");
}

/** `net name` or `block name`. */
function isHeader([word, name]: readonly { readonly image: string }[]): boolean {
  return name !== undefined && (word?.image === "net" || word?.image === "block");
}

/** The example above a block was touched: the first declaration at or below the given lines. */
function markExample(lines: Origins, nodes: readonly Node[]): void {
  const first = lines.find((line) => nodes.some((node) => node.parent === undefined && node.firstLine === line));
  const block = nodes.find((node) => node.parent === undefined && node.firstLine === first);
  if (block !== undefined) markAll(block);
}

/** The innermost statement whose braces are open at the end of a line of the first text. */
function innermostAt(top: Node | undefined, line: number, base: SourceFile): Node | undefined {
  const isOpen = ({ chunk }: Node) =>
    chunk.bodies.some(
      ({ span }) =>
        span.start < (base.lines.starts[line + 1] ?? Number.POSITIVE_INFINITY) &&
        span.end > (base.lines.starts[line + 1] ?? 0),
    );
  let found: Node | undefined;
  for (let node = top !== undefined && isOpen(top) ? top : undefined; node !== undefined; ) {
    found = node;
    node = node.children.find(isOpen);
  }
  return found;
}

function markAll(node: Node): void {
  node.from = Math.min(node.from, node.firstLine);
  for (const child of node.children) markAll(child);
}

/** Line of the brace that opens a statement's body. */
function bodyLine({ chunk }: Node): number {
  const at = chunk.chunk.tokens.findIndex(({ tokenType }) => tokenType.name === "Body");
  return linesOf(chunk)[at] ?? Number.POSITIVE_INFINITY;
}

/** Spreads dependence until nothing more depends. */
function spread(nodes: readonly Node[], keys: Set<Key>): void {
  const key = keyOf(nodes);
  for (let hasChanged = true; hasChanged; ) {
    hasChanged = false;
    const mark = (node: Node, line: number): void => {
      if (line >= node.from) return;
      node.from = line;
      hasChanged = true;
    };
    const touch = (name: Key): void => {
      if (keys.has(name)) return;
      keys.add(name);
      hasChanged = true;
    };
    for (const node of nodes) {
      for (const { name, line } of node.uses)
        if (keys.has(key(name, topOf(node))) && !isOwnName(node, name)) mark(node, line);
      mark(node, openedBefore(node));
      if (node.from === Number.POSITIVE_INFINITY) continue;
      if (!isDeclaration(node.chunk) || linesOf(node.chunk).some((line) => line >= node.from)) {
        for (const [i, name] of node.binds.entries())
          touch(i === 0 && node.parent === undefined ? name : key(name, topOf(node)));
      }
      for (const { name, line } of node.uses) {
        const called = line >= node.from ? declarationOf(nodes, name) : undefined;
        if (called === undefined || called === topOf(node)) continue;
        for (const inner of withInside(called)) mark(inner, inner.firstLine);
      }
      const { parent } = node;
      if (parent !== undefined) {
        if (isDeclaration(parent.chunk)) touch(parent.binds[0] ?? "");
        else mark(parent, bodyLine(parent));
      }
      if (!isDeclaration(node.chunk) && node.from <= bodyLine(node)) {
        for (const child of node.children) for (const inner of withInside(child)) mark(inner, inner.firstLine);
      }
    }
  }
}

/** A declaration's own name in its header is not a use of it. */
function isOwnName(node: Node, name: string): boolean {
  return isDeclaration(node.chunk) && node.binds.includes(name);
}

function* withInside(node: Node): Iterable<Node> {
  yield node;
  for (const child of node.children) yield* withInside(child);
}

/** Line of the outermost round or square bracket that is open where the statement begins to depend. */
function openedBefore(node: Node): number {
  const lines = linesOf(node.chunk);
  const open: number[] = [];
  for (const [i, { image }] of node.chunk.chunk.tokens.entries()) {
    const line = lines[i] ?? 0;
    if (line >= node.from) return open[0] ?? node.from;
    if (image === "(" || image === "[") open.push(line);
    else if (image === ")" || image === "]") open.pop();
  }
  return node.from;
}
