/** A net written flat, one op per line: what a long file looks like to the tools. */
export function flatNet(ops: number): string {
  const lines = ["net flat {", "  input x: f32[1, 16, 32, 32]"];
  for (let i = 0; i < ops; i++) {
    const source = i === 0 ? "x" : `v${i - 1}`;
    lines.push(`  v${i} = ${source} -> ${i % 2 === 0 ? "conv(16, kernel=3)" : "relu"}`);
  }
  lines.push(`  output v${ops - 1}`, "}", "");
  return lines.join("\n");
}
