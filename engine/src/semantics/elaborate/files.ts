/** `weights "f.safetensors" { … }` and `data test "folder/"`: files that belong to a net. */
import { didYouMean } from "../../base/report.ts";
import type { Statement } from "../../syntax/ast.ts";
import { dataRoles } from "../declared.ts";
import { nearest } from "../scope.ts";
import { type Context, placeAt, reportAside } from "./state.ts";

export function declareWeights(context: Context, statement: Statement & { readonly kind: "weights" }): void {
  const { elaboration } = context;
  const { value: path, at } = statement.path;
  if (elaboration.weights.length > 0) {
    reportAside(context, statement.at, "weights-twice", "This net already has weights.", "Put them into one file.");
    return;
  }
  if (!/\.(safetensors|npz)$/i.test(path)) {
    const message = `Weights are read from \`.safetensors\` and \`.npz\` files; this is "${path}".`;
    reportAside(context, at, "unknown-format", message, "Save them in one of these formats.");
    return;
  }
  const body = statement.body === undefined ? undefined : context.chunk.bodies[statement.body];
  const map = (body?.chunks ?? []).flatMap((chunk) => {
    if (chunk.statement.kind !== "entries") return [];
    return chunk.statement.entries.flatMap((entry) =>
      entry.kind === "map"
        ? [{ from: entry.from.value, to: entry.to.value, place: placeAt({ ...context, chunk }, entry.at) }]
        : [],
    );
  });
  elaboration.weights.push({ path, place: placeAt(context, at), map });
}

export function declareData(context: Context, statement: Statement & { readonly kind: "data" }): void {
  const { elaboration } = context;
  const { name, at } = statement.role;
  const role = dataRoles.find((known) => known === name);
  if (role === undefined) {
    const suggestion = nearest(name, dataRoles);
    const help = suggestion === undefined ? `There are ${dataRoles.join(" and ")}.` : didYouMean(suggestion);
    reportAside(context, at, "unknown-role", `Data is for \`${dataRoles.join("` or `")}\`; this is \`${name}\`.`, help);
    return;
  }
  if (elaboration.data.some((known) => known.role === role)) {
    reportAside(context, at, "data-twice", `This net already has ${role} data.`, "Leave one of them out.");
    return;
  }
  elaboration.data.push({ role, path: statement.path.value, place: placeAt(context, statement.path.at) });
}
