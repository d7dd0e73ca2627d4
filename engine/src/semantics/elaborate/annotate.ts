/** Annotations as they are written: found by name, arguments read. Where they hold is settled when the net is complete. */
import { annotationsByName, reservedAnnotations } from "../../annotations/index.ts";
import { didYouMean, isRefusal } from "../../base/report.ts";
import { int, list, type Value } from "../../base/value.ts";
import type { Applied } from "../../graph/graph.ts";
import type { Annotation, AnnotationArgument, Range } from "../../syntax/ast.ts";
import { nearest } from "../scope.ts";
import { evaluate } from "./expression.ts";
import { type Context, placeAt, reportAside } from "./state.ts";

const none: readonly Applied[] = [];

/** Reads what is written behind a call, a repeat or a glob. What cannot be understood is reported and left out. */
export function readAnnotations(context: Context, written: readonly Annotation[]): readonly Applied[] {
  if (written.length === 0) return none;
  context.elaboration.isAnnotated = true;
  const read: Applied[] = [];
  for (const annotation of written) {
    const applied = readAnnotation(context, annotation);
    if (applied === undefined) continue;
    const { kind, name } = applied.reading;
    const other = read.find(({ reading }) => reading.kind === kind);
    if (other !== undefined) {
      const message = `\`@${other.reading.name}\` and \`@${name}\` both state the ${kind} of the same op.`;
      reportAside(context, annotation.at, "annotation-twice", message, "Leave one of them out.");
    } else read.push(applied);
  }
  return read;
}

/** Says of annotations on something that holds no op that they cannot be applied. */
export function refuseAnnotations(context: Context, written: readonly Annotation[], what: string): readonly Applied[] {
  for (const { at, name } of written) {
    reportAside(context, at, "cannot-apply", `\`@${name}\` holds for ops, and ${what} is none.`, "Leave it out.");
  }
  return [];
}

function readAnnotation(context: Context, annotation: Annotation): Applied | undefined {
  const { name, at } = annotation;
  const definition = annotationsByName.get(name);
  if (definition === undefined) {
    if (reservedAnnotations.includes(name)) {
      const message = `\`@${name}\` is not in this version: the word is kept for a later one.`;
      reportAside(context, at, "reserved-annotation", message, "Leave it out.");
      return undefined;
    }
    const suggestion = nearest(name, annotationsByName.keys());
    const known = [...annotationsByName.keys()].map((known) => `@${known}`).join(", ");
    const help = suggestion === undefined ? `There are ${known}.` : didYouMean(`@${suggestion}`);
    reportAside(context, at, "unknown-annotation", `There is no annotation \`@${name}\`.`, help);
    return undefined;
  }
  const values = new Map<string, Value>();
  const places = new Map<string, Range>();
  const names = Object.keys(definition.parameters);
  for (const argument of annotation.arguments) {
    const parameter = parameterOf(argument, definition.ratio, names, values);
    if (parameter === undefined || !names.includes(parameter)) {
      const given = "value" in argument && argument.name !== undefined ? argument.name.name : undefined;
      const takes = names.length === 0 ? "It takes none." : `It takes ${names.join(", ")}.`;
      const what = given === undefined ? "does not take this argument" : `has no argument \`${given}\``;
      reportAside(context, argument.at, "unknown-argument", `\`@${name}\` ${what}.`, takes);
      continue;
    }
    if (values.has(parameter)) reportAside(context, argument.at, "argument-twice", `\`${parameter}\` is given twice.`);
    values.set(parameter, argumentValue(context, argument, definition.parameters[parameter]?.words));
    places.set(parameter, argument.at);
  }
  if ([...values.values()].some(({ kind }) => kind === "unknown")) return undefined;
  const reading = definition.read(values);
  if (isRefusal(reading)) {
    const place = reading.parameter === undefined ? undefined : places.get(reading.parameter);
    reportAside(context, place ?? at, reading.code, reading.message, reading.help);
    return undefined;
  }
  if (reading.effect === "with compression") {
    const message = `\`@${name}\` takes effect with compression; until then the figures leave it out.`;
    reportAside(context, at, "with-compression", message, undefined, "information");
  }
  return { reading, place: placeAt(context, at), from: context.instance };
}

function parameterOf(
  argument: AnnotationArgument,
  ratio: string | undefined,
  names: readonly string[],
  taken: ReadonlyMap<string, Value>,
): string | undefined {
  if ("ratio" in argument) return ratio;
  return argument.name?.name ?? names.find((name) => name !== ratio && !taken.has(name));
}

function argumentValue(context: Context, argument: AnnotationArgument, words: readonly string[] | undefined): Value {
  if ("ratio" in argument) return list(argument.ratio.map(int));
  const { value } = argument;
  // `by=l1`: where only a few words fit, they need no quotes.
  if (value.kind === "name" && words?.includes(value.name)) return { kind: "string", value: value.name };
  return evaluate(context, value);
}
