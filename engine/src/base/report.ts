import type { Span } from "./span.ts";

export type Severity = "error" | "warning" | "information" | "hint";

/** A complaint about a text: what is wrong and why (`message`), and what to do (`help`). One cause, one complaint. */
export interface Report {
  /** A stable word in kebab case, such as `unknown-operator`. */
  readonly code: string;
  readonly severity: Severity;
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
}

/** The help that offers another word for the one that was written. */
export function didYouMean(suggestion: string): string {
  return `Did you mean \`${suggestion}\`?`;
}

/** The word that a report offers for the one it stands at; undefined where its help is another. */
export function suggestionOf({ help }: Pick<Report, "help">): string | undefined {
  return help === undefined ? undefined : /^Did you mean `([^`]+)`\?$/.exec(help)?.[1];
}

/** A report and the file that its span points into. */
export interface FileReport extends Report {
  readonly uri: string;
  /** Other places of that file that it speaks of. */
  readonly related?: readonly RelatedPlace[];
}

export interface RelatedPlace {
  readonly span: Span;
  /** What is there. */
  readonly message: string;
}

/** "No", as a value: something cannot be done, with a reason that a user can act on. */
export interface Refusal {
  readonly kind: "refusal";
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  /** The parameter at fault, so that the report can point at its argument. */
  readonly parameter?: string;
}

export function refuse(
  code: string,
  message: string,
  options: { readonly help?: string; readonly parameter?: string } = {},
): Refusal {
  return { kind: "refusal", code, message, ...options };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === "refusal";
}
