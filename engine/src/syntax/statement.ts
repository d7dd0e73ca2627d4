/** Parses one chunk by what surrounds it, and recovers inside one that does not parse. */
import type {
  Argument,
  Context,
  Entry,
  Expression,
  Identifier,
  ParameterDeclaration,
  Range,
  Stage,
  Statement,
  Target,
} from "./ast.ts";
import { declarationWords } from "./boundaries.ts";
import { closingOf, findAtTop, findElse, splitAt } from "./brackets.ts";
import { maximumDepth } from "./chunks.ts";
import { type Parsed, parse, type RangeProblem, type Rule } from "./parser.ts";
import {
  Arrow,
  Assign,
  At,
  Body,
  CloseBracket,
  CloseParen,
  Colon,
  Comma,
  Else,
  If,
  Name,
  OpenBracket,
  OpenParen,
  Return,
  StringToken,
  Then,
  type Token,
  UnclosedString,
} from "./tokens.ts";

/** The tree of one chunk, what is wrong in it, and what its braces hold. */
export interface ParsedStatement {
  readonly statement: Statement;
  readonly problems: readonly RangeProblem[];
  readonly contexts: readonly Context[];
}

/** Reads a chunk. Never throws: what cannot be read is `broken`, and the problems say why. */
export function parseStatement(tokens: readonly Token[], context: Context): ParsedStatement {
  const whole = { first: 0, last: tokens.length - 1 };
  if (isTooDeep(tokens)) {
    const problem = { code: "too-deep", message: `Brackets are nested deeper than ${maximumDepth}.`, at: whole };
    return { statement: { kind: "broken", at: whole }, problems: [problem], contexts: [] };
  }
  switch (context) {
    case "file":
    case "body":
      return parseBodyStatement(tokens);
    case "stages":
      return attempt("stages", tokens) ?? recoverStages(tokens);
    case "import":
      return parseEntries("importEntry", tokens);
    case "input":
      return parseEntries("settingEntry", tokens);
    case "budget":
      return parseEntries("limitEntry", tokens);
    case "policy":
      return parseEntries("policyEntry", tokens);
    case "weights":
      return parseEntries("mapEntry", tokens);
    case "op":
      return parseEntries("opEntry", tokens);
  }
}

function isTooDeep(tokens: readonly Token[]): boolean {
  if (tokens.length <= maximumDepth) return false;
  let depth = 0;
  for (const { tokenType } of tokens) {
    if (tokenType === OpenParen || tokenType === OpenBracket) depth++;
    else if (tokenType === CloseParen || tokenType === CloseBracket) depth--;
    if (depth > maximumDepth) return true;
  }
  return false;
}

type StatementRule = {
  [R in Rule]: Parsed<Statement> extends ReturnType<typeof parse<R>> ? R : never;
}[Rule];

const declarationRules: Readonly<Record<string, StatementRule>> = {
  lathe: "version",
  import: "imported",
  net: "net",
  block: "block",
  fn: "fn",
  op: "op",
  dim: "dim",
  input: "inputDeclaration",
  state: "state",
  output: "output",
  target: "targets",
  budget: "budget",
  policy: "policy",
  weights: "weights",
  data: "data",
  opset: "opset",
  counting: "counting",
};

function parseBodyStatement(tokens: readonly Token[]): ParsedStatement {
  const rule = ruleOf(tokens);
  return attempt(rule, tokens) ?? recover(rule, tokens);
}

function ruleOf(tokens: readonly Token[]): StatementRule {
  const [first, second] = tokens;
  if (first?.tokenType === Return) return "returned";
  if (first?.tokenType === Name) {
    const declares =
      second === undefined ||
      second.tokenType === Name ||
      second.tokenType === Body ||
      second.tokenType === StringToken ||
      second.tokenType === UnclosedString ||
      (second.tokenType.name === "Number" && (first.image === "opset" || first.image === "lathe"));
    const rule = declarationWords.has(first.image) ? declarationRules[first.image] : undefined;
    if (rule !== undefined && declares) return rule;
    if (second?.tokenType === Assign || second?.tokenType === Comma || second?.tokenType === Colon) return "binding";
  }
  return "loose";
}

function attempt(rule: StatementRule, tokens: readonly Token[]): ParsedStatement | undefined {
  const parsed = parse(rule, tokens);
  return parsed.result === undefined ? undefined : { ...parsed, statement: parsed.result };
}

function parseEntries(rule: Rule & `${string}Entry`, tokens: readonly Token[]): ParsedStatement {
  const gathered = new Gathered();
  const entries: Entry[] = [];
  for (const [from, to] of splitAt(tokens, Comma, 0, tokens.length)) {
    if (from === to || gathered.isFull) continue;
    const entry = gathered.take(parse(rule, tokens.slice(from, to), from));
    if (entry !== undefined) entries.push(entry);
  }
  return gathered.statement({ kind: "entries", at: { first: 0, last: tokens.length - 1 }, entries });
}

/** A statement with more problems than this is not taken apart any further. */
const maximumProblems = 100;

/** Problems and contexts of several partial parses. */
class Gathered {
  readonly problems: RangeProblem[] = [];
  readonly contexts: Context[] = [];

  take<T>(parsed: Parsed<T>): T | undefined {
    this.problems.push(...parsed.problems);
    this.keepContexts(parsed.contexts);
    return parsed.result;
  }

  keepContexts(contexts: readonly Context[]): void {
    contexts.forEach((context, index) => {
      this.contexts[index] = context;
    });
  }

  complain(code: string, message: string, at: Range, help?: string): void {
    this.problems.push(help === undefined ? { code, message, at } : { code, message, at, help });
  }

  get isFull(): boolean {
    return this.problems.length >= maximumProblems;
  }

  statement(statement: Statement): ParsedStatement {
    return { statement, problems: this.problems, contexts: this.contexts };
  }
}

/** Reads what can be read of a statement that does not parse as a whole. */
function recover(rule: StatementRule, tokens: readonly Token[]): ParsedStatement {
  const gathered = new Gathered();
  const at = { first: 0, last: tokens.length - 1 };
  const nameToken = tokens[1];
  const name: Identifier | undefined =
    nameToken?.tokenType === Name ? { name: nameToken.image, at: { first: 1, last: 1 } } : undefined;
  switch (rule) {
    case "binding": {
      const assign = findAtTop(tokens, Assign, 0);
      const targets = recoverTargets(tokens, assign === -1 ? tokens.length : assign, gathered);
      if (assign === -1) {
        gathered.complain("syntax", "This statement binds nothing.", at, "Write `name = …`.");
        return gathered.statement({ kind: "binding", at, targets, value: { kind: "broken", at } });
      }
      const value = recoverExpression(tokens, assign + 1, gathered);
      return gathered.statement({ kind: "binding", at, targets, value });
    }
    case "returned":
      return gathered.statement({ kind: "return", at, values: [recoverExpression(tokens, 1, gathered)] });
    case "loose":
      return gathered.statement({ kind: "expression", at, value: recoverExpression(tokens, 0, gathered) });
    case "net":
    case "block": {
      if (name === undefined) break;
      const open = tokens[2]?.tokenType === OpenParen ? 2 : -1;
      const close = open === -1 ? -1 : closingOf(tokens, open);
      const parameters = open === -1 ? [] : recoverParameters(tokens, open + 1, close, gathered);
      const body = tokens.findLast((token) => token.tokenType === Body);
      if (gathered.problems.length === 0) gathered.take(parse(rule, tokens));
      if (body !== undefined) gathered.contexts[Number(body.payload)] = "body";
      return gathered.statement({
        kind: rule,
        at,
        name,
        parameters,
        ...(body !== undefined && { body: Number(body.payload) }),
      });
    }
    case "fn": {
      const assign = findAtTop(tokens, Assign, 0);
      if (name === undefined || assign === -1) break;
      const open = tokens[2]?.tokenType === OpenParen ? 2 : -1;
      const parameters = open === -1 ? [] : recoverParameters(tokens, open + 1, closingOf(tokens, open), gathered);
      return gathered.statement({
        kind: "fn",
        at,
        name,
        parameters,
        value: recoverExpression(tokens, assign + 1, gathered),
      });
    }
    case "imported": {
      const end =
        1 +
        Math.max(
          1,
          tokens.findIndex((token) => token.tokenType === Body),
        );
      const statement = gathered.take(parse(rule, tokens.slice(0, end)));
      if (statement === undefined) return gathered.statement({ kind: "broken", at });
      const rest = { first: end, last: tokens.length - 1 };
      gathered.complain("syntax", `\`${tokens[end]?.image ?? ""}\` was not expected here.`, rest);
      return gathered.statement(statement);
    }
    case "output": {
      const assign = findAtTop(tokens, Assign, 0);
      if (name === undefined || assign === -1) break;
      return gathered.statement({
        kind: "output",
        at,
        names: [name],
        value: recoverExpression(tokens, assign + 1, gathered),
      });
    }
    case "inputDeclaration":
    case "state":
    case "dim": {
      if (name === undefined) break;
      gathered.take(parse(rule, tokens));
      return gathered.statement({ kind: rule === "inputDeclaration" ? "input" : rule, at, name });
    }
    default:
      break;
  }
  gathered.take(parse(rule, tokens));
  return gathered.statement({ kind: "broken", at });
}

function recoverTargets(tokens: readonly Token[], end: number, gathered: Gathered): Target[] {
  const targets: Target[] = [];
  for (const [from, to] of splitAt(tokens, Comma, 0, end)) {
    if (gathered.isFull) break;
    const parsed = parse("target", tokens.slice(from, to), from);
    const first = tokens[from];
    if (parsed.result !== undefined) targets.push(parsed.result);
    else {
      gathered.take(parsed);
      if (first?.tokenType === Name) targets.push({ name: { name: first.image, at: { first: from, last: from } } });
    }
  }
  return targets;
}

function recoverParameters(
  tokens: readonly Token[],
  start: number,
  end: number,
  gathered: Gathered,
): ParameterDeclaration[] {
  const parameters: ParameterDeclaration[] = [];
  for (const [from, to] of splitAt(tokens, Comma, start, end)) {
    if (from === to || gathered.isFull) continue;
    const parsed = parse("parameter", tokens.slice(from, to), from);
    const first = tokens[from];
    if (parsed.result !== undefined) parameters.push(parsed.result);
    else {
      gathered.take(parsed);
      const at = { first: from, last: from };
      if (first?.tokenType === Name) parameters.push({ at, name: { name: first.image, at } });
    }
  }
  return parameters;
}

/** A pipeline stage by stage: a stage that cannot be read passes its input through, and says so. */
function recoverExpression(tokens: readonly Token[], start: number, gathered: Gathered): Expression {
  const at = { first: Math.min(start, tokens.length - 1), last: tokens.length - 1 };
  if (start >= tokens.length) {
    gathered.complain("missing-value", "A value is missing after `=`.", { first: start - 1, last: start - 1 });
    return { kind: "broken", at };
  }
  const whole = parse("expression", tokens.slice(start), start);
  if (whole.result !== undefined) return gathered.take(whole) ?? { kind: "broken", at };
  const conditional = recoverConditional(tokens, start, gathered);
  if (conditional !== undefined) return conditional;
  // An arm of `if` reaches as far as it can, so there is no telling which stages are whose.
  if (findAtTop(tokens, If, start) !== -1 || findAtTop(tokens, Else, start) !== -1) {
    gathered.take(whole);
    return { kind: "broken", at };
  }
  const [headRange, ...stageRanges] = splitAt(tokens, Arrow, start, tokens.length);
  if (headRange === undefined) return { kind: "broken", at };
  const [headStart, headEnd] = headRange;
  const head = recoverHead(tokens, headStart, headEnd, gathered);
  const stages = recoverStageList(tokens, stageRanges, gathered);
  return stages.length === 0 ? head : { kind: "pipeline", at, head, stages };
}

/** `if … then … else …` whose condition can be read: each arm for itself. Undefined where it is no such thing. */
function recoverConditional(tokens: readonly Token[], start: number, gathered: Gathered): Expression | undefined {
  if (tokens[start]?.tokenType !== If) return undefined;
  const thenAt = findAtTop(tokens, Then, start);
  const elseAt = thenAt === -1 ? -1 : findElse(tokens, thenAt + 1);
  if (elseAt === -1) return undefined;
  const parsed = parse("range", tokens.slice(start + 1, thenAt), start + 1);
  const condition = parsed.result;
  if (condition === undefined) return undefined;
  gathered.take(parsed);
  const then = recoverExpression(tokens.slice(0, elseAt), thenAt + 1, gathered);
  const otherwise = recoverExpression(tokens, elseAt + 1, gathered);
  return { kind: "conditional", at: { first: start, last: tokens.length - 1 }, condition, then, otherwise };
}

function recoverHead(tokens: readonly Token[], from: number, to: number, gathered: Gathered): Expression {
  const at = { first: from, last: Math.max(from, to - 1) };
  if (from === to) {
    gathered.complain("missing-value", "A pipeline needs something to begin with, before `->`.", at);
    return { kind: "broken", at };
  }
  const parsed = parse("head", tokens.slice(from, to), from);
  if (parsed.result !== undefined) return gathered.take(parsed) ?? { kind: "broken", at };
  const call = recoverCall(tokens, from, to, gathered);
  if (call !== undefined && call.label === undefined) return call;
  gathered.take(parsed);
  return { kind: "broken", at };
}

function recoverStages(tokens: readonly Token[]): ParsedStatement {
  const gathered = new Gathered();
  const start = tokens[0]?.tokenType === Arrow ? 1 : 0;
  const ranges = splitAt(tokens, Arrow, start, tokens.length);
  const stages = recoverStageList(tokens, ranges, gathered);
  return gathered.statement({ kind: "stages", at: { first: 0, last: tokens.length - 1 }, stages });
}

function recoverStageList(tokens: readonly Token[], ranges: readonly [number, number][], gathered: Gathered): Stage[] {
  const stages: Stage[] = [];
  for (const [from, to] of ranges) {
    if (gathered.isFull) return [...stages, { kind: "broken", at: { first: from, last: tokens.length - 1 } }];
    stages.push(...recoverStage(tokens, from, to, gathered));
  }
  return stages;
}

function recoverStage(tokens: readonly Token[], from: number, to: number, gathered: Gathered): Stage[] {
  if (from === to) {
    const arrow = Math.max(0, from - 1);
    gathered.complain("missing-stage", "A stage is missing after `->`.", { first: arrow, last: arrow });
    return [];
  }
  const parsed = parse("stage", tokens.slice(from, to), from);
  const stage = parsed.result ?? recoverCall(tokens, from, to, gathered);
  if (parsed.result !== undefined) gathered.take(parsed);
  if (stage !== undefined) return [stage];
  gathered.take(parsed);
  return [{ kind: "broken", at: { first: from, last: to - 1 } }];
}

/** `[label:] name(arguments) [@annotations]` with the arguments that can be read. */
function recoverCall(
  tokens: readonly Token[],
  from: number,
  to: number,
  gathered: Gathered,
): (Stage & { kind: "call" }) | undefined {
  const hasLabel = tokens[from]?.tokenType === Name && tokens[from + 1]?.tokenType === Colon;
  const at = hasLabel ? from + 2 : from;
  const callee = tokens[at];
  if (callee?.tokenType !== Name || tokens[at + 1]?.tokenType !== OpenParen || at + 1 >= to) return undefined;
  const close = closingOf(tokens, at + 1);
  const args: Argument[] = [];
  for (const [start, end] of splitAt(tokens, Comma, at + 2, close)) {
    if (start === end || gathered.isFull) continue;
    args.push(gathered.take(parse("argument", tokens.slice(start, end), start)) ?? brokenArgument(tokens, start, end));
  }
  const rest = tokens.slice(close + 1, to);
  const annotations = rest[0]?.tokenType === At ? (gathered.take(parse("annotations", rest, close + 1)) ?? []) : [];
  if (rest.length > 0 && rest[0]?.tokenType !== At) {
    const { first, last } = { first: close + 1, last: to - 1 };
    gathered.complain("syntax", `\`${rest[0]?.image ?? ""}\` was not expected here.`, { first, last });
  }
  const label = tokens[from];
  return {
    kind: "call",
    at: { first: from, last: to - 1 },
    callee: { name: callee.image, at: { first: at, last: at } },
    arguments: args,
    annotations,
    ...(hasLabel && label !== undefined && { label: { name: label.image, at: { first: from, last: from } } }),
  };
}

/** Stands for an argument that cannot be read, so that nobody asks for it again. */
function brokenArgument(tokens: readonly Token[], start: number, end: number): Argument {
  const at = { first: start, last: Math.max(start, end - 1) };
  const value = { kind: "broken", at } as const;
  const name = tokens[start];
  const isNamed = name?.tokenType === Name && tokens[start + 1]?.tokenType === Assign;
  return isNamed ? { at, name: { name: name.image, at: { first: start, last: start } }, value } : { at, value };
}
