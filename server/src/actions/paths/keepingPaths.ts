/**
 * Actions that give ops other paths take along what calls ops by their paths: policies, maps of weights and `@tied`, in their
 * own file and in those that import it. What comes out is held against what was there: every op must cost the same, carry
 * the same annotations and find the same weights. What cannot be kept is refused.
 */
import { isRefusal, type Module, type Refusal, type Workspace } from "@lathe/engine";
import { type ActionRequest, applyEdits, difference, type Edit, editsOf, type Offer } from "../action.ts";
import { allStatements } from "../tree.ts";
import { mapEdits } from "./maps.ts";
import { policyEdits } from "./policies.ts";
import { firstDifference } from "./proof.ts";
import { tieEdits } from "./ties.ts";
import { viewsOf } from "./views.ts";

/** A piece of the text of one file, and what takes its place. */
export interface FileEdit extends Edit {
  readonly uri: string;
}

/** The offer with all that must change along with it; disabled, with the reason, where something would be lost. */
export function keepingPaths({ analysis: { uri, text }, host }: ActionRequest, offer: Offer): Offer {
  const before = host.withTexts(new Map());
  const uris = [uri, ...host.importers()];
  // Most files call no op by its path: nothing is worked out for them.
  if (!uris.some((each) => callsByPath(before.module(each)))) return offer;
  const edits = editsOf(offer);
  const draft = applyEdits(text, edits);
  const followers = followersOf(before, host.withTexts(new Map([[uri, draft]])), uris);
  if (isRefusal(followers)) return refused(offer, followers);
  const texts = new Map([[uri, draft]]);
  for (const each of new Set(followers.map((edit) => edit.uri))) {
    const start = texts.get(each) ?? before.module(each)?.file.lines.text ?? "";
    const own = followers.filter((edit) => edit.uri === each);
    texts.set(each, applyEdits(start, own));
  }
  const lost = firstDifference(before, host.withTexts(texts), uris);
  if (lost !== undefined) return refused(offer, lost);
  const others = [...texts].filter(([each]) => each !== uri);
  const elsewhere = new Map(
    others.map(([each, changed]) => [each, [difference(before.module(each)?.file.lines.text ?? "", changed)]]),
  );
  const final = texts.get(uri) ?? draft;
  return {
    ...offer,
    edits: final === draft ? edits : [difference(text, final)],
    ...(elsewhere.size > 0 && { elsewhere }),
  };
}

function refused(offer: Offer, { message }: Refusal): Offer {
  return { ...offer, edits: [], refusal: message };
}

/** The edits, in the texts as they are after the action alone, that let everything lead to the same ops again. */
function followersOf(before: Workspace, after: Workspace, uris: readonly string[]): readonly FileEdit[] | Refusal {
  const views = viewsOf(before, after, uris);
  if (isRefusal(views)) return views;
  const edits: FileEdit[] = [];
  for (const follow of [policyEdits, tieEdits, mapEdits]) {
    const found = follow(views, after);
    if (isRefusal(found)) return found;
    edits.push(...found);
  }
  return edits;
}

/** Whether something in a file calls ops by their paths. */
function callsByPath(module: Module | undefined): boolean {
  return (module?.file.chunks ?? []).flatMap(allStatements).some(({ statement, chunk }) => {
    if (statement.kind === "policy" || statement.kind === "weights") return true;
    return chunk.tokens.some(({ image }, index) => image === "tied" && chunk.tokens[index - 1]?.image === "@");
  });
}
