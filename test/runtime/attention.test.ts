/** Attention on ONNX Runtime against its formula (Vaswani et al., 2017), worked out query by query. */
import { describe, expect, it } from "vitest";
import { counting, type Numbers, runText } from "../kit/onnx.ts";

type Rows = readonly (readonly number[])[];

/** Rows of a tensor's last axis. */
function rowsOf({ shape, values }: Numbers): Rows {
  const width = shape.at(-1) ?? 1;
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

function project(rows: Rows, weight: Rows, bias: readonly number[] | undefined): Rows {
  return rows.map((row) =>
    weight.map((weights, o) => weights.reduce((sum, w, i) => sum + w * (row[i] ?? 0), bias?.[o] ?? 0)),
  );
}

interface Reference {
  readonly heads: number;
  readonly keyHeads?: number;
  readonly scale?: number;
  /** What is added to a score; −∞ hides it. */
  readonly mask?: (head: number, query: number, key: number) => number;
}

/** For one sample: softmax of the scaled products of queries and keys, times the values, head by head. */
function attend(q: Rows, k: Rows, v: Rows, { heads, keyHeads = heads, scale, mask = () => 0 }: Reference): Rows {
  const size = (q[0]?.length ?? 0) / heads;
  const valueSize = (v[0]?.length ?? 0) / keyHeads;
  return q.map((query, i) =>
    Array.from({ length: heads }, (_, head) => {
      const shared = Math.floor((head * keyHeads) / heads);
      const scores = k.map((key, j) => {
        let product = 0;
        for (let d = 0; d < size; d++) product += (query[head * size + d] ?? 0) * (key[shared * size + d] ?? 0);
        return product * (scale ?? 1 / Math.sqrt(size)) + mask(head, i, j);
      });
      const greatest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - greatest));
      const total = shares.reduce((a, b) => a + b, 0);
      return Array.from({ length: valueSize }, (_, d) =>
        shares.reduce((sum, part, j) => sum + (part / total) * (v[j]?.[shared * valueSize + d] ?? 0), 0),
      );
    }).flat(),
  );
}

/** Turns the pairs of each head, halves of it or neighbours, by place · base^(−2i/size). */
function turn(rows: Rows, heads: number, base: number, start = 0, interleaved = false): Rows {
  return rows.map((row, place) => {
    const size = row.length / heads;
    const result = [...row];
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < size / 2; i++) {
        const [a, b] = interleaved ? [2 * i, 2 * i + 1] : [i, i + size / 2];
        const angle = (start + place) * base ** ((-2 * i) / size);
        const [x, y] = [row[head * size + a] ?? 0, row[head * size + b] ?? 0];
        result[head * size + a] = x * Math.cos(angle) - y * Math.sin(angle);
        result[head * size + b] = y * Math.cos(angle) + x * Math.sin(angle);
      }
    }
    return result;
  });
}

function samplesOf(x: Numbers): readonly Rows[] {
  const [count = 1, places = 1] = x.shape;
  const rows = rowsOf(x);
  return Array.from({ length: count }, (_, n) => rows.slice(n * places, (n + 1) * places));
}

/** Exponentials and sums of some dozen products in f32, whose precision is 6e-8, or in f16 with 5e-4. */
function expectClose(found: Numbers | undefined, expected: readonly number[], precision = 6e-8): void {
  expect(found?.values).toHaveLength(expected.length);
  const tolerance = 20 * precision * Math.max(1, ...expected.map(Math.abs));
  for (const [i, value] of expected.entries()) {
    expect(Math.abs((found?.values[i] ?? Number.NaN) - value)).toBeLessThan(tolerance);
  }
}

const opsets = [13, 17, 23, 25];

describe.each(opsets)("sdpa, opset %i", (opset) => {
  const q = counting([2, 3, 4], 0.3);
  const k = counting([2, 5, 4], -0.2);
  const v = counting([2, 5, 6], 0.4);

  const forms: readonly (readonly [string, string, Reference])[] = [
    ["one head", "", { heads: 1 }],
    ["two heads", ", heads=2", { heads: 2 }],
    ["a scale of its own", ", heads=2, scale=0.3", { heads: 2, scale: 0.3 }],
    ["causal", ", heads=2, causal=true", { heads: 2, mask: (_, i, j) => (j > i ? Number.NEGATIVE_INFINITY : 0) }],
    ["causal with one head", ", causal=true", { heads: 1, mask: (_, i, j) => (j > i ? Number.NEGATIVE_INFINITY : 0) }],
  ];

  it.each(forms)("%s, with numbers and with symbols for extents", async (_, how, reference) => {
    const expected = samplesOf(q).flatMap((rows, n) =>
      attend(rows, samplesOf(k)[n] ?? [], samplesOf(v)[n] ?? [], reference).flat(),
    );
    for (const [batch, queries, keys] of [
      ["2", "3", "5"],
      ["N", "S", "T"],
    ]) {
      const text = `net n {
dim N = 4
dim S = 6
dim T = 7
input q: f32[${batch}, ${queries}, 4]
input k: f32[${batch}, ${keys}, 4]
input v: f32[${batch}, ${keys}, 6]
y = sdpa(q, k, v${how})
output y
}`;
      const { y } = await runText(text, { q, k, v }, { opset });
      expect(y?.shape).toEqual([2, 3, 6]);
      expectClose(y, expected);
    }
  });

  it("keys that several query heads share", async () => {
    const [many, few] = [counting([1, 3, 8], 0.3), counting([1, 3, 4], 0.4)];
    const text = "net n {\ninput q: f32[1, 3, 8]\ninput k: f32[1, 3, 4]\ny = sdpa(q, k, k, heads=4)\noutput y\n}";
    const { y } = await runText(text, { q: many, k: few }, { opset });
    expectClose(y, attend(rowsOf(many), rowsOf(few), rowsOf(few), { heads: 4, keyHeads: 2 }).flat());
  });

  it("a mask that is added, one of bools, and one for each head", async () => {
    const x = counting([1, 3, 4], 0.3);
    const rows = rowsOf(x);
    const added = counting([3, 3], 0.5);
    const perHead = counting([1, 2, 3, 3], 0.5);
    // Every query sees the first key and its own.
    const seen = { shape: [3, 3], values: [1, 0, 0, 1, 1, 0, 1, 0, 1], dtype: "bool" } as const;
    const cases: readonly (readonly [Numbers, string, Reference])[] = [
      [added, "heads=2", { heads: 2, mask: (_, i, j) => added.values[i * 3 + j] ?? 0 }],
      [added, "heads=1", { heads: 1, mask: (_, i, j) => added.values[i * 3 + j] ?? 0 }],
      [seen, "heads=2", { heads: 2, mask: (_, i, j) => (seen.values[i * 3 + j] === 1 ? 0 : Number.NEGATIVE_INFINITY) }],
      [perHead, "heads=2", { heads: 2, mask: (h, i, j) => perHead.values[h * 9 + i * 3 + j] ?? 0 }],
    ];
    for (const [mask, how, reference] of cases) {
      const type = `${mask.dtype ?? "f32"}[${mask.shape.join(", ")}]`;
      const text = `net n {\ninput x: f32[1, 3, 4]\ninput m: ${type}\ny = sdpa(x, x, x, ${how}, mask=m)\noutput y\n}`;
      const { y } = await runText(text, { x, m: mask }, { opset });
      expectClose(y, attend(rows, rows, rows, reference).flat());
    }
  });

  it("a query that sees no key gets zeros", async () => {
    const text = "net n {\ninput x: f32[1, 2, 2]\ninput m: bool[2, 2]\ny = sdpa(x, x, x, mask=m)\noutput y\n}";
    const m = { shape: [2, 2], values: [0, 0, 0, 1], dtype: "bool" } as const;
    const { y } = await runText(text, { x: { shape: [1, 2, 2], values: [1, 2, 3, 4] }, m }, { opset });
    expect(y?.values).toEqual([0, 0, 3, 4]);
  });

  it("f16", async () => {
    const x = { ...counting([1, 3, 4], 0.3), dtype: "f16" } as const;
    const text = "net n {\ninput x: f16[1, 3, 4]\ny = sdpa(x, x, x, heads=2, causal=true)\noutput y\n}";
    const { y } = await runText(text, { x }, { opset });
    const rows = rowsOf(x);
    expectClose(
      y,
      attend(rows, rows, rows, { heads: 2, mask: (_, i, j) => (j > i ? Number.NEGATIVE_INFINITY : 0) }).flat(),
      5e-4,
    );
  });
});

describe.each(opsets)("rope, opset %i", (opset) => {
  it.each([
    ["heads=2", 2, 10000, 0, false],
    ["heads=2, interleaved=true", 2, 10000, 0, true],
    ["base=100, start=3", 1, 100, 3, false],
  ])("%s", async (how, heads, base, start, interleaved) => {
    const x = counting([2, 3, 8], 0.5);
    const expected = samplesOf(x).flatMap((rows) => turn(rows, heads, base, start, interleaved).flat());
    for (const [batch, places] of [
      ["2", "3"],
      ["N", "S"],
    ]) {
      const text = `net n {\ndim N = 4\ndim S = 5\ninput x: f32[${batch}, ${places}, 8]\ny = x -> rope(${how})\noutput y\n}`;
      const { y } = await runText(text, { x }, { opset });
      expect(y?.shape).toEqual([2, 3, 8]);
      expectClose(y, expected);
    }
  });
});

interface Projected {
  readonly heads: number;
  readonly keyHeads?: number;
  readonly size: number;
  readonly features: number;
  readonly memory?: number;
  readonly isPacked?: boolean;
  readonly bias?: boolean;
}

/** Weights as PyTorch's MultiheadAttention keeps them. */
function attentionWeights({
  heads,
  keyHeads = heads,
  size,
  features,
  memory = features,
  isPacked = true,
  bias = true,
}: Projected) {
  const [query, key] = [heads * size, keyHeads * size];
  const weights: Record<string, Numbers> = { "a.out_proj.weight": counting([features, query], 0.21) };
  if (isPacked) weights["a.in_proj_weight"] = counting([query + 2 * key, features], 0.17);
  else {
    weights["a.q_proj_weight"] = counting([query, features], 0.17);
    weights["a.k_proj_weight"] = counting([key, memory], -0.19);
    weights["a.v_proj_weight"] = counting([key, memory], 0.23);
  }
  if (bias) {
    weights["a.in_proj_bias"] = counting([query + 2 * key], 0.4);
    weights["a.out_proj.bias"] = counting([features], -0.3);
  }
  const packed = rowsOf(weights["a.in_proj_weight"] ?? { shape: [0, 1], values: [] });
  const rows = (name: string) => rowsOf(weights[name] ?? { shape: [0, 1], values: [] });
  const biases = weights["a.in_proj_bias"]?.values;
  return {
    weights,
    q: (x: Rows) => project(x, isPacked ? packed.slice(0, query) : rows("a.q_proj_weight"), biases?.slice(0, query)),
    k: (x: Rows) =>
      project(
        x,
        isPacked ? packed.slice(query, query + key) : rows("a.k_proj_weight"),
        biases?.slice(query, query + key),
      ),
    v: (x: Rows) =>
      project(x, isPacked ? packed.slice(query + key) : rows("a.v_proj_weight"), biases?.slice(query + key)),
    out: (x: Rows) => project(x, rows("a.out_proj.weight"), weights["a.out_proj.bias"]?.values),
  };
}

describe.each(opsets)("attention, opset %i", (opset) => {
  const x = counting([2, 3, 8], 0.2);

  const cases: readonly (readonly [string, string, Projected, Partial<Reference>])[] = [
    ["to itself", "heads=2", { heads: 2, size: 4, features: 8 }, {}],
    ["without biases", "heads=2, bias=false", { heads: 2, size: 4, features: 8, bias: false }, {}],
    ["heads of a size of their own", "heads=2, head_dim=3", { heads: 2, size: 3, features: 8 }, {}],
    ["heads that share keys", "heads=4, kv_heads=2", { heads: 4, keyHeads: 2, size: 2, features: 8 }, {}],
    [
      "causal",
      "heads=2, causal=true",
      { heads: 2, size: 4, features: 8 },
      { mask: (_, i, j) => (j > i ? Number.NEGATIVE_INFINITY : 0) },
    ],
  ];

  it.each(cases)("%s", async (_, how, sizes, reference) => {
    const { weights, q, k, v, out } = attentionWeights(sizes);
    const { heads, keyHeads = heads } = sizes;
    const expected = samplesOf(x).flatMap((rows) =>
      out(attend(q(rows), k(rows), v(rows), { heads, keyHeads, ...reference })).flat(),
    );
    for (const [batch, places] of [
      ["2", "3"],
      ["N", "S"],
    ]) {
      const text = `net n {\ndim N = 4\ndim S = 5\ninput x: f32[${batch}, ${places}, 8]\ny = x -> a: attention(${how})\noutput y\n}`;
      const { y } = await runText(text, { x }, { opset, weights });
      expect(y?.shape).toEqual([2, 3, 8]);
      expectClose(y, expected);
    }
  });

  it.each([8, 6])("to a memory of %i features", async (features) => {
    const memory = counting([2, 4, features], 0.3);
    const { weights, q, k, v, out } = attentionWeights({
      heads: 2,
      size: 4,
      features: 8,
      memory: features,
      isPacked: features === 8,
    });
    const expected = samplesOf(x).flatMap((rows, n) => {
      const source = samplesOf(memory)[n] ?? [];
      return out(attend(q(rows), k(source), v(source), { heads: 2 })).flat();
    });
    const text = `net n {
dim S = 5
dim T = 5
input x: f32[2, S, 8]
input m: f32[2, T, ${features}]
y = x -> a: attention(heads=2, memory=m)
output y
}`;
    const { y } = await runText(text, { x, m: memory }, { opset, weights });
    expectClose(y, expected);
  });

  it("turned queries and keys, with a mask", async () => {
    const { weights, q, k, v, out } = attentionWeights({ heads: 2, size: 4, features: 8 });
    const mask = counting([2, 3, 3], 0.6);
    const expected = samplesOf(x).flatMap((rows) => {
      const reference = { heads: 2, mask: (h: number, i: number, j: number) => mask.values[h * 9 + i * 3 + j] ?? 0 };
      return out(attend(turn(q(rows), 2, 500), turn(k(rows), 2, 500), v(rows), reference)).flat();
    });
    const text = `net n {
dim N = 3
input x: f32[N, 3, 8]
input m: f32[2, 3, 3]
y = x -> a: attention(heads=2, rope=500, mask=m)
output y
}`;
    const { y } = await runText(text, { x, m: mask }, { opset, weights });
    expectClose(y, expected);
  });

  it("step by step with a cache is the same as all at once", async () => {
    const { weights } = attentionWeights({ heads: 4, keyHeads: 2, size: 4, features: 8 });
    const how = "heads=4, kv_heads=2, head_dim=4, causal=true, rope=10000";
    const whole = `net n {\ndim S = 5\ninput x: f32[1, S, 8]\ny = x -> a: attention(${how})\noutput y\n}`;
    const all = counting([1, 4, 8], 0.2);
    const expected = await runText(whole, { x: all }, { opset, weights });
    const stepwise = `net n {
dim S = 2
dim P = 3
input x: f32[1, S, 8]
input p: f32[2, 1, 2, P, 4]
y, present = x -> a: attention(${how}, past=p)
output y, present
}`;
    let past: Numbers = { shape: [2, 1, 2, 0, 4], values: [] };
    const found: number[] = [];
    // One place, then two, then one.
    for (const [begin, end] of [
      [0, 1],
      [1, 3],
      [3, 4],
    ] as const) {
      const part = { shape: [1, end - begin, 8], values: all.values.slice(begin * 8, end * 8) };
      const { y, present } = await runText(stepwise, { x: part, p: past }, { opset, weights });
      found.push(...(y?.values ?? []));
      expect(present?.shape).toEqual([2, 1, 2, end, 4]);
      if (present !== undefined) past = present;
    }
    expectClose(expected.y, found);
  });

  it("biases of distances within a window", async () => {
    const { weights, q, k, v, out } = attentionWeights({ heads: 2, size: 4, features: 8 });
    const windows = counting([1, 6, 8], 0.2);
    const table = counting([15, 2], 0.7);
    const text = `net n {
input x: f32[1, 6, 8]
b = near: relative_position_bias(window=[2, 3], heads=2)
y = x -> a: attention(heads=2, mask=b)
output y, b
}`;
    const { y, b } = await runText(
      text,
      { x: windows },
      { opset, weights: { ...weights, "near.relative_position_bias_table": table } },
    );
    expect(b?.shape).toEqual([2, 6, 6]);
    // Rows of the table go over Δy from −1 to 1 and, within, Δx from −2 to 2.
    const bias = (h: number, i: number, j: number) => {
      const [dy, dx] = [Math.floor(i / 3) - Math.floor(j / 3), (i % 3) - (j % 3)];
      return table.values[((dy + 1) * 5 + dx + 2) * 2 + h] ?? 0;
    };
    const rows = rowsOf(windows);
    expectClose(y, out(attend(q(rows), k(rows), v(rows), { heads: 2, mask: bias })).flat());
  });
});
