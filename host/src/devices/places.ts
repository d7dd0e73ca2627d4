/** Where in a text of JSON something stands: the only file that knows the library for that. It is imported late, and a bundle of its own. */
import type { Span } from "@lathe/engine";
import { findNodeAtLocation, type Node, type ParseError, parseTree } from "jsonc-parser";
import type { FileFinding } from "./lint.ts";

/**
 * Says what of a text a finding is about: what its path names, or where the text ends to be JSON. Of a value over several lines it is the
 * name, or the first line where it has none: nobody wants hundreds of lines underlined.
 */
export function placesIn(text: string): (finding: FileFinding) => Span {
  const errors: ParseError[] = [];
  const root = treeOf(text, errors);
  return ({ code, path }) => {
    const [error] = errors;
    if (code === "not-json" && error !== undefined)
      return { start: error.offset, end: error.offset + Math.max(1, error.length) };
    return root === undefined ? { start: 0, end: 0 } : spanOf(text, nodeAt(root, path));
  };
}

/** Undefined where brackets are nested so deep that the library gives up; then the text has no places. */
function treeOf(text: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch {
    return undefined;
  }
}

/** What a path of JSON (RFC 6901) names, or the last on the way that is there. */
function nodeAt(root: Node, path: string): Node {
  let node = root;
  for (const step of path.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    const next = findNodeAtLocation(node, [node.type === "array" ? Number(name) : name]);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

function spanOf(text: string, node: Node): Span {
  const { offset, length, parent } = node;
  const line = text.slice(offset, offset + length).search(/[\r\n]/);
  if (line === -1) return { start: offset, end: offset + length };
  const name = parent?.type === "property" ? parent.children?.[0] : undefined;
  return name === undefined
    ? { start: offset, end: offset + line }
    : { start: name.offset, end: name.offset + name.length };
}
