/** The same nets before and after an action, op by op. */
import { type Analysis, type Refusal, refuse, type ShownNet, type Workspace } from "@lathe/engine";

/** A net of a file, for one target, before and after: its ops are the same, in the same order. */
export interface View {
  /** The file that declares the net. */
  readonly uri: string;
  readonly before: ShownNet;
  readonly after: ShownNet;
}

/** A file for one target, before and after. */
export interface Pair {
  readonly before: Analysis;
  readonly after: Analysis;
}

/** The analyses of files, without a target and for each one that has policies of its own. */
export function pairsOf(before: Workspace, after: Workspace, uris: readonly string[]): readonly Pair[] {
  return uris.flatMap((uri) => {
    const plain = before.analyse(uri);
    const named = new Set(plain?.shown.flatMap(({ elaborated }) => elaborated.declared.policyTargets) ?? []);
    return [undefined, ...named].flatMap((target): readonly Pair[] => {
      const options = target === undefined ? {} : { target };
      const [old, now] = [before.analyse(uri, options), after.analyse(uri, options)];
      return old === undefined || now === undefined ? [] : [{ before: old, after: now }];
    });
  });
}

/** All nets of these files. Refuses where an action would change more of them than paths. */
export function viewsOf(before: Workspace, after: Workspace, uris: readonly string[]): readonly View[] | Refusal {
  const views: View[] = [];
  for (const pair of pairsOf(before, after, uris)) {
    for (const old of pair.before.shown) {
      const now = pair.after.shown.find(({ name, kind }) => name === old.name && kind === old.kind);
      if (now === undefined || !haveSameOps(old, now))
        return refuse("ops-differ", `\`${old.name}\` would have other ops.`);
      views.push({ uri: pair.before.uri, before: old, after: now });
    }
  }
  return views;
}

function haveSameOps({ cost: before }: ShownNet, { cost: after }: ShownNet): boolean {
  const [old, now] = [before.graph.ops, after.graph.ops];
  return old.length === now.length && old.every(({ operator }, index) => operator.name === now[index]?.operator.name);
}
