/** A half-open range of UTF-16 offsets in one text: `start` is included, `end` is not. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export function span(start: number, end: number): Span {
  return { start, end };
}

/** The smallest span that holds both. */
export function cover(first: Span, last: Span): Span {
  return { start: Math.min(first.start, last.start), end: Math.max(first.end, last.end) };
}

/** The span moved by `offset`: from chunk-relative to absolute. */
export function shift(range: Span, offset: number): Span {
  return { start: range.start + offset, end: range.end + offset };
}

/** Whether `offset` lies in the span or touches its end, as a cursor does. */
export function touches(range: Span, offset: number): boolean {
  return range.start <= offset && offset <= range.end;
}
