import { type FileReport, isRefusal } from "../base/report.ts";
import { type Graph, type Op, placeInFile } from "../graph/graph.ts";
import { formatShape } from "../operators/shapes.ts";
import type { DeclaredWeights } from "../semantics/declared.ts";
import { reportAt } from "../semantics/module.ts";
import { matchWeights, type Renaming, renaming, type WeightMatch } from "../weights/match.ts";
import type { Check, Subject } from "./check.ts";

/** Weights of the net that the file lacks or has in another shape, and tensors that the net has no use for. */
export const weights: Check = {
  name: "weights",
  asksForFiles: true,
  run: (subject) => subject.elaborated.declared.weights.flatMap((declared) => reportsOf(subject, declared)),
};

function reportsOf(subject: Subject, declared: DeclaredWeights): readonly FileReport[] {
  const { path, place, map } = declared;
  const file = subject.file(path);
  const { rules, reports } = rulesOf(map);
  if (isRefusal(file)) {
    if (file.code !== "silent") reports.push(reportAt(place, file.code, file.message, file.help));
    return reports;
  }
  if (file.kind !== "tensors") {
    return [...reports, reportAt(place, "bad-file", `"${path}" is a folder, not a file of tensors.`)];
  }
  // Names of a net that could not be understood are nothing to hold a file against.
  if (subject.cost.graph.isIncomplete) return reports;
  const match = matchWeights(
    subject.cost.graph,
    file,
    rules.map(({ rule }) => rule),
  );
  return [...reports, ...complaints(subject.cost.graph, declared, match, rules)];
}

function complaints(
  graph: Graph,
  { path, place }: DeclaredWeights,
  match: WeightMatch,
  rules: readonly { readonly rule: Renaming; readonly place: DeclaredWeights["place"] }[],
): readonly FileReport[] {
  const { missing, unused, misshapen, collisions, matched, idle } = match;
  const reports: FileReport[] = [];
  // The file of the declaration is the one that is looked at: what stands elsewhere is shown at its call here.
  const placeOf = (op: Op) => ({ ...place, ...placeInFile(graph, op, place.uri) });
  for (const { rule, place: at } of rules) {
    if (!idle.includes(rule)) continue;
    reports.push(reportAt(at, "no-match", `No tensor of "${path}" is called like this.`, "Leave this line out."));
  }
  for (const { name, stored } of collisions) {
    const message = `The map makes two tensors of "${path}" into \`${name}\`: \`${stored.join("` and `")}\`.`;
    reports.push(reportAt(place, "weights-collide", message, "Make the globs of the map narrower."));
  }
  if (matched === 0 && misshapen.length === 0 && missing.length > 0 && unused.length > 0) {
    const message =
      `None of the ${unused.length} tensors of "${path}" has a name of the net's ${missing.length} weights: ` +
      `there \`${unused[0]}\`, here \`${missing[0]?.name}\`.`;
    const help = 'Rename them: `weights "…" { "their.**": "ours.**" }`.';
    return [...reports, reportAt(place, "no-weights-match", message, help)];
  }
  for (const { name, op, shape, stored } of misshapen) {
    const message = `\`${name}\` is ${formatShape(shape.map((extent) => extent ?? 0))} here and ${formatShape(stored.shape)} in "${path}".`;
    reports.push(
      reportAt(placeOf(op), "weight-misshapen", message, "Change the layer, or take the weights of this net."),
    );
  }
  for (const { name, op } of missing) {
    const message = `"${path}" has no tensor \`${name}\`.`;
    reports.push(
      reportAt(placeOf(op), "weight-missing", message, "Label the op as the file calls it, or rename in the map."),
    );
  }
  for (const name of unused) {
    const message = `The net has no use for the tensor \`${name}\` of "${path}".`;
    reports.push(reportAt(place, "weight-unused", message, undefined, "warning"));
  }
  return reports;
}

/** The map as globs; a line whose two sides have different stars is reported and left out. */
export function rulesOf(map: DeclaredWeights["map"]): {
  readonly rules: readonly { readonly rule: Renaming; readonly place: DeclaredWeights["place"] }[];
  readonly reports: FileReport[];
} {
  const reports: FileReport[] = [];
  const rules = map.flatMap(({ from, to, place }) => {
    const rule = renaming({ from, to });
    if (rule !== undefined) return [{ rule, place }];
    const message = "Both sides need the same stars, in the same order: they stand for the same names.";
    reports.push(reportAt(place, "stars-differ", message, 'Write `"their.**": "ours.**"`.'));
    return [];
  });
  return { rules, reports };
}
