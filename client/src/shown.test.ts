import { type Figure, type ShowParams, showMethod } from "@lathe/protocol";
import { describe, expect, it } from "vitest";
import { Shown } from "./shown.ts";

/** What is remembered for a workspace, and what a server that starts over it is told. */
function started(memory: Map<string, unknown>) {
  const said: ShowParams[] = [];
  const starts: (() => void)[] = [];
  const server = {
    onRunning: (handler: () => void) => void starts.push(handler),
    request: async (method: string, params: ShowParams) => {
      expect(method).toBe(showMethod);
      said.push(params);
    },
  };
  const memento = {
    get: (key: string) => memory.get(key),
    update: async (key: string, value: unknown) => void memory.set(key, value),
  };
  const shown = new Shown(server, memento);
  for (const start of starts) start();
  return { shown, said };
}

describe("what is shown", () => {
  it("is nothing to speak of at first", () => {
    expect(started(new Map()).said).toEqual([]);
  });

  it("is remembered for the workspace: figure, net and target, each file's own", async () => {
    const memory = new Map<string, unknown>();
    const { shown, said } = started(memory);
    await shown.showFigure("params");
    await shown.showNet("file:///a.net", "small");
    await shown.showNet("file:///b.net", "large");
    await shown.showTarget("file:///a.net", "board");
    expect(said).toHaveLength(4);
    const later = started(memory);
    expect(later.shown.figure).toBe("params");
    expect(later.said).toEqual([
      { figure: "params" },
      { net: { uri: "file:///a.net", name: "small" } },
      { net: { uri: "file:///b.net", name: "large" } },
      { target: { uri: "file:///a.net", name: "board" } },
    ]);
  });

  it("forgets a target that is none any more, and an instance with the file", async () => {
    const memory = new Map<string, unknown>();
    const { shown } = started(memory);
    await shown.showTarget("file:///a.net", "board");
    await shown.showTarget("file:///a.net", null);
    await shown.showInstance("file:///a.net", "b", "first");
    expect(started(memory).said).toEqual([]);
  });

  it("goes from figure to figure, and passes over latency where there is no target", async () => {
    const { shown } = started(new Map());
    const seen: Figure[] = [];
    for (const hasTarget of [true, true, false, false]) {
      await shown.showNext(shown.figure, hasTarget);
      seen.push(shown.figure);
    }
    expect(seen).toEqual(["latency", "params", "flops", "weights"]);
    await shown.showFigure("macs");
    await shown.showNext("macs", false);
    expect(shown.figure).toBe("params");
    // Chosen in a file with a target, latency stands as MACs in one without.
    await shown.showFigure("latency");
    await shown.showNext("macs", false);
    expect(shown.figure).toBe("params");
    await shown.showFigure("memory");
    await shown.showNext("memory", false);
    expect(shown.figure).toBe("macs");
  });

  it("is the first figure where something else is remembered", () => {
    expect(started(new Map([["figure", "speed"]])).shown.figure).toBe("macs");
  });
});
