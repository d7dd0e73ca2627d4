/**
 * Bounds of nets with choices: they take many elaborations, so they are worked out when the editor rests, a little at a
 * time, and given up when the text has changed meanwhile.
 */
import type { Analysis, Bounds, ShownNet } from "@lathe/engine";

/** So long, in milliseconds, requests may have to wait for a slice of work to end. */
const slice = 8;

export class BoundsInTheBackground {
  private readonly known = new WeakMap<ShownNet, Bounds>();
  private readonly tasks = new Map<string, NodeJS.Immediate>();

  of(shown: ShownNet): Bounds | undefined {
    return this.known.get(shown);
  }

  /** Works out what is not known yet of a document's nets, and calls `done` if there was anything. */
  start(analysis: Analysis, done: () => void): void {
    this.stop(analysis.uri);
    const open = analysis.shown.filter((shown) => shown.cost.graph.choices.length > 0 && !this.known.has(shown));
    if (open.length > 0) this.next(analysis.uri, open, done);
  }

  stop(uri: string): void {
    clearImmediate(this.tasks.get(uri));
    this.tasks.delete(uri);
  }

  private next(uri: string, [shown, ...rest]: readonly ShownNet[], done: () => void): void {
    if (shown === undefined) {
      this.tasks.delete(uri);
      done();
      return;
    }
    const steps = shown.bounds();
    const work = () => {
      const end = performance.now() + slice;
      while (performance.now() < end) {
        const step = steps.next();
        if (step.done !== true) continue;
        if (step.value !== undefined) this.known.set(shown, step.value);
        this.next(uri, rest, done);
        return;
      }
      this.tasks.set(uri, setImmediate(work));
    };
    this.tasks.set(uri, setImmediate(work));
  }
}
