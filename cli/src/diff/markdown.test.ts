/** What GitHub would make of a comment: read by a Markdown reader of the same dialect. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { marked } from "marked";
import { afterAll, describe, expect, it } from "vitest";
import { device, plainTable } from "../../../test/kit/devices.ts";
import { diff } from "../commands/diff.ts";

const folder = mkdtempSync(join(tmpdir(), "lathe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function markdown(
  before: string,
  after: string,
  names: readonly [string, string] = ["a.net", "b.net"],
): Promise<string> {
  for (const name of ["before", "after"]) mkdirSync(join(folder, name), { recursive: true });
  const [old, now] = [join(folder, "before", names[0]), join(folder, "after", names[1])];
  writeFileSync(old, before);
  writeFileSync(now, after);
  return (await diff(old, now, { format: "markdown" })).output;
}

const html = (text: string) => marked.parse(text, { async: false, gfm: true });

/** Names of the tags that a reader of the comment would get. */
const tagsOf = (text: string) => new Set([...html(text).matchAll(/<([a-z0-9]+)/gi)].map(([, name]) => name));
const expectedTags = [
  "h3",
  "table",
  "thead",
  "tr",
  "th",
  "tbody",
  "td",
  "p",
  "strong",
  "code",
  "details",
  "summary",
  "ul",
  "li",
];

const layers = (count: number, name: (index: number) => string, out: number) =>
  Array.from({ length: count }, (_, index) => `  ${name(index)} = x -> conv(${out}, kernel=1)\n`).join("");
const net = (body: string, name = "n") =>
  `net ${name} {\n  input x: f32[1, 3, 16, 16]\n${body}  y = x -> relu\n  output y\n}\n`;
const layer = (index: number) => `l${index}`;

describe("a comment", () => {
  it("has the totals, then the layers that changed most, and the others folded away", async () => {
    const text = await markdown(
      net(layers(20, layer, 8)),
      net(`${layers(20, layer, 9)}  z = x -> conv(100, kernel=3)\n`),
    );
    expect(text).toMatch(/^\| `n` \| before \| after \| change \|$/m);
    // 20 × (3·8 + 8) params; 20 × (3·9 + 9) and 3·100·9 + 100.
    expect(text).toMatch(/^\| params \| 640 \| 3,520 \| \+2,880 \(\+450 %\) \|$/m);
    const [open = "", folded = ""] = text.split("<details>");
    const rows = (part: string) => part.match(/^\| (?:changed|added|removed) \|.*$/gm) ?? [];
    expect(rows(open)).toHaveLength(8);
    expect(rows(open)[0]).toMatch(/^\| added \| `z\.conv` \| `conv` \| `1×100×16×16` \| \+691 k \|/);
    expect(rows(folded)).toHaveLength(13);
    expect(text).toContain("**20 layers changed, 1 added, 1 unchanged**");
    expect(html(text).match(/<table>/g)).toHaveLength(3);
  });

  it("folds all changed nets but the first", async () => {
    const nets = (out: number) =>
      ["n", "m", "k"].map((name) => net(layers(1, layer, name === "k" ? 1 : out), name)).join("");
    const text = await markdown(nets(8), nets(9));
    expect(text).toMatch(/^\| changed \| `m` \| 36 \(\+12\.5 %\) \|/m);
    expect(text).toMatch(/^\| same \| `k` \| 4 \|/m);
    expect(text).toContain("<details><summary><code>m</code>: 1 layer changed, 1 unchanged</summary>\n\n|");
    expect(text).not.toContain("<summary><code>k</code>");
  });

  it("says so where nothing changed", async () => {
    expect(await markdown(net(""), net(""))).toMatch(/^\| params \| 0 \| 0 \| same \|$/m);
    const two = net("") + net("", "m");
    expect(await markdown(two, two)).toContain("No difference.");
  });

  it("never grows longer than a comment may be, and is closed all the same", async () => {
    const long = (index: number) => `${"long_".repeat(30)}${index}`;
    const renamed = (index: number) => `r${index}`;
    for (const name of [layer, long, renamed]) {
      const many = Array.from({ length: 4 }, (_, index) => index);
      const nets = (out: number, naming: typeof layer) =>
        many.map((index) => net(layers(1000, naming, out), `n${index}`)).join("");
      const text = await markdown(nets(8, layer), nets(name === renamed ? 8 : 9, name));
      expect(text.length).toBeLessThan(65_536);
      expect(Buffer.byteLength(text)).toBeLessThan(65_536);
      expect(text.length).toBeGreaterThan(50_000);
      expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
      expect(text.trimEnd()).toMatch(/shows it all\.$/);
      expect([...tagsOf(text)].filter((tag) => !expectedTags.includes(tag ?? ""))).toEqual([]);
    }
  });
});

describe.skipIf(process.platform === "win32")("names that would be markup", () => {
  const hostile = [
    "<img src=x onerror=alert(1)>.net",
    "a`b <script>`.net",
    "a | b | c \\| d.net",
    "a\n\n# title\n\n| x | y |\n|---|---|\n.net",
    "[x](javascript:alert(1)) ![y](z).net",
    "``` @everyone #1 &lt;b&gt; *a* _b_.net",
    "\u202etxt.\u0007net\u001b[31m.net",
    `${"<b>".repeat(60)}.net`,
  ];
  for (const name of hostile.map((text) => text.replaceAll("/", "∕"))) {
    it(`stay names: ${JSON.stringify(name).slice(0, 40)}`, async () => {
      const text = await markdown(net(""), net("  z = x -> relu\n"), [name, name]);
      expect([...tagsOf(text)].filter((tag) => !expectedTags.includes(tag ?? ""))).toEqual([]);
      expect(html(text)).not.toMatch(/<a |<img|onerror=[^&]/);
      // The heading is one line, and has the names in it.
      expect(html(text).match(/<h\d/g)).toHaveLength(1);
      expect(
        html(text)
          .match(/<h3[^>]*>.*<\/h3>/)?.[0]
          .match(/<code>/g),
      ).toHaveLength(2);
      expect(text.split("\n")[0]).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(html(text).match(/<table>/g)).toHaveLength(2);
    });
  }

  it("stay targets and runtimes", async () => {
    const runtime = "a | b ` <script> [x](y) @all # c";
    const table = { ...plainTable, runtime, coefficients: { elementwise: { msPerMb: 1 } } };
    mkdirSync(join(folder, "after", ".lathe", "devices"), { recursive: true });
    writeFileSync(
      join(folder, "after", ".lathe", "devices", "mine.json"),
      JSON.stringify(device("mine", { tables: [table] })),
    );
    const on = (out: number) =>
      net(layers(1, layer, out)).replace("{\n", `{\n  target mine(runtime=${JSON.stringify(runtime)})\n`);
    const text = await markdown(on(8), on(9));
    // Nobody needs the convolution; `relu` reads and writes 3·16·16 numbers of 4 bytes, a millisecond for 10⁶ of them.
    expect(text).toMatch(/^\| latency on <code>mine&#40;.* \| 6\.14 µs \| 6\.14 µs \| same \|$/m);
    expect([...tagsOf(text)].filter((tag) => !expectedTags.includes(tag ?? ""))).toEqual([]);
    expect(html(text).match(/<h\d/g)).toHaveLength(1);
    expect(html(text).match(/<table>/g)).toHaveLength(2);
    expect(html(text).match(/<li>/g)).toHaveLength(1);
    rmSync(join(folder, "after", ".lathe"), { recursive: true });
  });

  it("stay arguments in a table", async () => {
    const summed = (equation: string) => net(`  z = einsum(x, x, equation="${equation}")\n`);
    const text = await markdown(summed("bchw,bchw->bch"), summed("bchw,bchw->bhc"));
    // "bchw,bchw->bch" → "bchw,bchw->bhc"
    expect(text).toContain(
      ">equation &#34;bchw&#44;bchw&#45;&#62;bch&#34; &#8594; &#34;bchw&#44;bchw&#45;&#62;bhc&#34;<",
    );
    expect(html(text).match(/<td/g)).toHaveLength(7 * 4 + 5);
  });
});
