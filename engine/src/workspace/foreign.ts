/** `.net` is also the ending of other formats: they get one quiet notice instead of a thousand errors. */

/** What a text plainly is instead of Lathe's language: a phrase, or undefined where it may be ours. */
export function foreignFormat(text: string): string | undefined {
  const start = text.slice(0, 4000).replace(/^\ufeff/, "");
  if (start.includes("\u0000")) return "a binary file";
  if (/^(?:\s*%[^\n]*\n)*\s*\*(?:vertices|network|arcs|edges|matrix|arcslist|edgeslist)\b/i.test(start))
    return "a Pajek network";
  // Hugin: `net { … }` or `class name { … }` and then `node name { … }`.
  if (/^(?:\s*%[^\n]*\n)*\s*(?:net\s*\{|class\s+\w+\s*\{)/.test(start)) return "a Hugin network";
  return undefined;
}
