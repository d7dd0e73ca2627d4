/** The sign before a figure that something is left out of. */
export function atLeast(isPartial: boolean): string {
  return isPartial ? "≥ " : "";
}
