/**
 * How far each line is indented: two columns per open bracket; what goes on with a pipeline stands under its first
 * arrow, `then` and `else` under their `if`. The author's line breaks stay.
 */
import {
  Arrow,
  CloseBrace,
  CloseBracket,
  CloseParen,
  Comma,
  Else,
  If,
  type Line,
  OpenBrace,
  OpenBracket,
  OpenParen,
  Then,
  type Token,
} from "../tokens.ts";
import type { SpacedLine } from "./spacing.ts";
import type { StatementStarts } from "./starts.ts";

/** Lines under an arrow or a bracket that would reach further hang from their statement instead. */
const maximumWidth = 100;

const step = 2;
const hangingStep = 4;

interface Statement {
  readonly start: Token;
  readonly indent: number;
  /** The statement around the braces that this one stands in. */
  readonly outer: Statement | undefined;
}

/** The file, or an open bracket. */
interface Frame {
  readonly closer: Token["tokenType"] | undefined;
  /** Indentation of the line that opened it. */
  readonly lineIndent: number;
  /** Where lines inside begin. */
  readonly inside: number;
  /** Column of the first arrow of the pipeline being written. */
  arrow: number | undefined;
  /** Columns of the `if`s whose `else` is still to come. */
  ifs: number[];
  /** In braces and at the top: the statement being written. */
  statement: Statement | undefined;
}

/** Indentation of every line with tokens; 0 for the others. Depends on tokens alone, never on the spaces there are. */
export function indentations(
  lines: readonly Line[],
  spaced: readonly SpacedLine[],
  starts: StatementStarts,
  frozen: ReadonlySet<number>,
): readonly number[] {
  const hanging = new Set<Token>();
  // Each round lets the outermost statements hang that are too wide: no more rounds than braces are deep.
  for (;;) {
    const { indents, tooWide } = new Indenter(spaced, starts, frozen, hanging).run(lines);
    const outermost = tooWide.filter(({ outer }) => {
      for (let at = outer; at !== undefined; at = at.outer) if (tooWide.includes(at)) return false;
      return true;
    });
    if (outermost.length === 0) return indents;
    for (const { start } of outermost) hanging.add(start);
  }
}

class Indenter {
  private readonly spaced: readonly SpacedLine[];
  private readonly starts: StatementStarts;
  private readonly frozen: ReadonlySet<number>;
  private readonly hanging: ReadonlySet<Token>;
  private frames: Frame[] = [];
  private readonly tooWide: Statement[] = [];

  constructor(
    spaced: readonly SpacedLine[],
    starts: StatementStarts,
    frozen: ReadonlySet<number>,
    hanging: ReadonlySet<Token>,
  ) {
    this.spaced = spaced;
    this.starts = starts;
    this.frozen = frozen;
    this.hanging = hanging;
  }

  run(lines: readonly Line[]): { readonly indents: readonly number[]; readonly tooWide: readonly Statement[] } {
    const indents = lines.map((line, i) => (line.tokens.length === 0 ? 0 : this.line(line, i)));
    return { indents, tooWide: this.tooWide };
  }

  private line(line: Line, index: number): number {
    const [first] = line.tokens;
    if (first === undefined) return 0;
    if (line.closesAll) this.frames = [];
    if (this.starts.has(first)) this.begin(first);
    const indent = this.frozen.has(index) ? line.indent : this.indent(first, this.spaced[index]?.text.length ?? 0);
    this.walk(line.tokens, indent, this.spaced[index]?.columns ?? []);
    return indent;
  }

  /** The innermost open bracket, or the file. */
  private get frame(): Frame {
    const frame = this.frames.at(-1);
    if (frame !== undefined) return frame;
    const file = { closer: undefined, lineIndent: 0, inside: 0, arrow: undefined, ifs: [], statement: undefined };
    this.frames.push(file);
    return file;
  }

  /** A statement begins: in braces or at the top, whatever other bracket was left open. */
  private begin(start: Token): void {
    while (this.frame.closer === CloseParen || this.frame.closer === CloseBracket) this.frames.pop();
    const { frame } = this;
    const outer = this.frames.at(-2) === undefined ? undefined : this.statementAround(this.frames.length - 2);
    frame.statement = { start, indent: frame.inside, outer };
    frame.arrow = undefined;
    frame.ifs = [];
  }

  private statementAround(from: number): Statement | undefined {
    for (let i = from; i >= 0; i--) {
      const statement = this.frames[i]?.statement;
      if (statement !== undefined) return statement;
    }
    return undefined;
  }

  private indent(first: Token, width: number): number {
    const { frame } = this;
    const statement = this.statementAround(this.frames.length - 1);
    const type = first.tokenType;
    if (type === frame.closer) return frame.lineIndent;
    if (statement?.start === first) return frame.inside;
    if (type === Then || type === Else) {
      const column = frame.ifs.at(-1);
      if (column !== undefined) return column;
    }
    // In braces and at the top it goes on with the statement; in other brackets those say where lines begin.
    const usual = frame.statement === undefined ? frame.inside : frame.statement.indent + hangingStep;
    const hangs = statement !== undefined && this.hanging.has(statement.start);
    const aligned = type === Arrow && !hangs ? (frame.arrow ?? usual) : usual;
    const least = (statement?.indent ?? 0) + hangingStep;
    if (aligned > least && aligned + width > maximumWidth && statement !== undefined && !hangs) {
      if (!this.tooWide.includes(statement)) this.tooWide.push(statement);
    }
    return aligned;
  }

  /** Follows the brackets, arrows and conditions of a line. */
  private walk(tokens: readonly Token[], indent: number, columns: readonly number[]): void {
    let chained: number | undefined;
    for (const [i, token] of tokens.entries()) {
      const column = indent + (columns[i] ?? 0);
      if (i > 0 && this.starts.has(token)) this.begin(token);
      const { frame } = this;
      switch (token.tokenType) {
        case Arrow:
          frame.arrow ??= column;
          break;
        case If:
          // `else if` goes on with the chain that its first `if` began.
          frame.ifs.push(tokens[i - 1]?.tokenType === Else ? (chained ?? column) : column);
          frame.arrow = undefined;
          break;
        case Else:
          chained = frame.ifs.pop();
          frame.arrow = undefined;
          break;
        case Then:
        case Comma:
          frame.arrow = undefined;
          break;
        case OpenParen:
        case OpenBracket: {
          const statement = this.statementAround(this.frames.length - 1);
          const isAligned = i + 1 < tokens.length && !(statement !== undefined && this.hanging.has(statement.start));
          const closer = token.tokenType === OpenParen ? CloseParen : CloseBracket;
          this.open(closer, indent, isAligned ? column + 1 : indent + step);
          break;
        }
        case OpenBrace:
          this.open(CloseBrace, indent, indent + step);
          break;
        case CloseParen:
        case CloseBracket:
        case CloseBrace:
          if (frame.closer === token.tokenType) this.frames.pop();
          break;
      }
    }
  }

  private open(closer: Token["tokenType"], lineIndent: number, inside: number): void {
    this.frames.push({ closer, lineIndent, inside, arrow: undefined, ifs: [], statement: undefined });
  }
}
