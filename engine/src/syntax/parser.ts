/** The grammar of statements, as a chevrotain parser with embedded actions: tokens of one chunk in, a tree out. */
import { EmbeddedActionsParser, type ParserMethod } from "chevrotain";
import { isRefusal } from "../base/report.ts";
import type {
  Annotation,
  AnnotationArgument,
  Argument,
  BinaryExpression,
  BinaryOperator,
  Callee,
  CallStage,
  Context,
  Entry,
  Expression,
  Identifier,
  ParameterDeclaration,
  PathLiteral,
  Pattern,
  Range,
  Stage,
  Statement,
  Target,
  TypeExpression,
} from "./ast.ts";
import { readNumber } from "./number.ts";
import {
  Additive,
  And,
  Arrow,
  As,
  Assign,
  At,
  Body,
  Choose,
  CloseBracket,
  CloseParen,
  Collect,
  Colon,
  Comma,
  Comparison,
  Dot,
  DotDot,
  Else,
  False,
  If,
  In,
  Minus,
  Multiplicative,
  Name,
  None,
  Not,
  NumberToken,
  OpenBracket,
  OpenParen,
  Or,
  Power,
  Question,
  Repeat,
  Return,
  StringToken,
  Then,
  type Token,
  True,
  tokenTypes,
  UnclosedString,
} from "./tokens.ts";

/** A complaint whose place is a range of tokens. */
export interface RangeProblem {
  readonly code: string;
  readonly message: string;
  readonly help?: string;
  readonly at: Range;
}

type Operation = BinaryExpression["rest"][number];

/** Chevrotain asks for a sentence where it fails, which nobody reads; what counts is the place. */
function failHere(): string {
  if (instance !== undefined) instance.failedAt ??= instance.currIdx + 1;
  return "";
}

const errorMessageProvider = {
  buildMismatchTokenMessage: failHere,
  buildNotAllInputParsedMessage: failHere,
  buildNoViableAltMessage: failHere,
  buildEarlyExitMessage: failHere,
};

class StatementParser extends EmbeddedActionsParser {
  /** Index of the last token consumed; chevrotain keeps it and documents it for embedded actions. */
  declare readonly currIdx: number;
  /** Index within the chunk of the first token given. */
  base = 0;
  /** Complaints that do not stop the parse. */
  problems: RangeProblem[] = [];
  /** What each body of the chunk holds, by the number of its group. */
  contexts: Context[] = [];
  /** Index among the tokens given of the first that was not expected. A token itself may stand at several places. */
  failedAt: number | undefined;

  /** Whether the grammar is sound is known when it is shipped: a test holds it against chevrotain's validations. */
  constructor(skipValidations = true) {
    super(tokenTypes, { recoveryEnabled: false, maxLookahead: 2, errorMessageProvider, skipValidations });
    this.performSelfAnalysis();
  }

  private get nextIndex(): number {
    return this.currIdx + 1 + this.base;
  }

  private from(first: number): Range {
    return { first, last: Math.max(first, this.currIdx + this.base) };
  }

  private here(): Range {
    return { first: this.currIdx + this.base, last: this.currIdx + this.base };
  }

  /** In a list: right after its bracket or a comma, so that a missing comma is an error and a trailing one is none. */
  private readonly atItem = (): boolean => {
    const { tokenType } = this.LA(0);
    return tokenType === Comma || tokenType === OpenParen || tokenType === OpenBracket;
  };

  // Expressions, loosest first.

  readonly expression: ParserMethod<[], Expression> = this.RULE(
    "expression",
    (): Expression =>
      this.OR([{ ALT: () => this.SUBRULE(this.conditional) }, { ALT: () => this.SUBRULE(this.pipeline) }]),
  );

  private readonly conditional: ParserMethod<[], Expression> = this.RULE("conditional", (): Expression => {
    const first = this.nextIndex;
    this.CONSUME(If);
    const condition = this.SUBRULE(this.range);
    this.CONSUME(Then);
    const then = this.SUBRULE(this.expression);
    this.CONSUME(Else);
    const otherwise = this.SUBRULE2(this.expression);
    return { kind: "conditional", at: this.from(first), condition, then, otherwise };
  });

  private readonly pipeline: ParserMethod<[], Expression> = this.RULE("pipeline", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.head);
    const stages: Stage[] = [];
    this.MANY(() => {
      this.CONSUME(Arrow);
      stages.push(this.SUBRULE(this.stage));
    });
    return stages.length === 0 ? head : { kind: "pipeline", at: this.from(first), head, stages };
  });

  readonly head: ParserMethod<[], Expression> = this.RULE("head", (): Expression => {
    const first = this.nextIndex;
    const label = this.SUBRULE(this.label);
    const expression = this.SUBRULE(this.range);
    return label === undefined ? expression : { kind: "labelled", at: this.from(first), label, expression };
  });

  private readonly label: ParserMethod<[], Identifier | undefined> = this.RULE("label", (): Identifier | undefined => {
    let label: Identifier | undefined;
    this.OPTION({
      GATE: () => this.LA(2).tokenType === Colon,
      DEF: () => {
        label = this.SUBRULE(this.identifier);
        this.CONSUME(Colon);
      },
    });
    return label;
  });

  readonly range: ParserMethod<[], Expression> = this.RULE("range", (): Expression => {
    const first = this.nextIndex;
    const from = this.SUBRULE(this.disjunction);
    let to: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(DotDot);
      to = this.SUBRULE2(this.disjunction);
    });
    return to === undefined ? from : { kind: "range", at: this.from(first), from, to };
  });

  private readonly disjunction: ParserMethod<[], Expression> = this.RULE("disjunction", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.conjunction);
    const rest: Operation[] = [];
    this.MANY(() => {
      this.CONSUME(Or);
      rest.push({ operator: "or", at: this.here(), operand: this.SUBRULE2(this.conjunction) });
    });
    return this.chain(first, head, rest);
  });

  private readonly conjunction: ParserMethod<[], Expression> = this.RULE("conjunction", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.negation);
    const rest: Operation[] = [];
    this.MANY(() => {
      this.CONSUME(And);
      rest.push({ operator: "and", at: this.here(), operand: this.SUBRULE2(this.negation) });
    });
    return this.chain(first, head, rest);
  });

  private readonly negation: ParserMethod<[], Expression> = this.RULE("negation", (): Expression => {
    const first = this.nextIndex;
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(Not);
          const operand = this.SUBRULE(this.negation);
          return { kind: "unary", at: this.from(first), operator: "not", operand };
        },
      },
      { ALT: (): Expression => this.SUBRULE(this.comparison) },
    ]);
  });

  private readonly comparison: ParserMethod<[], Expression> = this.RULE("comparison", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.sum);
    const rest: Operation[] = [];
    this.MANY(() => {
      const operator = this.CONSUME(Comparison).image as BinaryOperator;
      rest.push({ operator, at: this.here(), operand: this.SUBRULE2(this.sum) });
    });
    return this.chain(first, head, rest);
  });

  private readonly sum: ParserMethod<[], Expression> = this.RULE("sum", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.term);
    const rest: Operation[] = [];
    this.MANY(() => {
      const operator = this.CONSUME(Additive).image as BinaryOperator;
      rest.push({ operator, at: this.here(), operand: this.SUBRULE2(this.term) });
    });
    return this.chain(first, head, rest);
  });

  private readonly term: ParserMethod<[], Expression> = this.RULE("term", (): Expression => {
    const first = this.nextIndex;
    const head = this.SUBRULE(this.unary);
    const rest: Operation[] = [];
    this.MANY(() => {
      const operator = this.CONSUME(Multiplicative).image as BinaryOperator;
      rest.push({ operator, at: this.here(), operand: this.SUBRULE2(this.unary) });
    });
    return this.chain(first, head, rest);
  });

  private readonly unary: ParserMethod<[], Expression> = this.RULE("unary", (): Expression => {
    const first = this.nextIndex;
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(Minus);
          const operand = this.SUBRULE(this.unary);
          return { kind: "unary", at: this.from(first), operator: "-", operand };
        },
      },
      { ALT: (): Expression => this.SUBRULE(this.power) },
    ]);
  });

  private readonly power: ParserMethod<[], Expression> = this.RULE("power", (): Expression => {
    const first = this.nextIndex;
    const base = this.SUBRULE(this.postfix);
    const rest: Operation[] = [];
    this.OPTION(() => {
      this.CONSUME(Power);
      rest.push({ operator: "**", at: this.here(), operand: this.SUBRULE(this.unary) });
    });
    return this.chain(first, base, rest);
  });

  private readonly postfix: ParserMethod<[], Expression> = this.RULE("postfix", (): Expression => {
    const first = this.nextIndex;
    let target = this.SUBRULE(this.primary);
    this.MANY(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(OpenBracket);
            const items = this.SUBRULE(this.items);
            this.CONSUME(CloseBracket);
            target = { kind: "index", at: this.from(first), target, items };
          },
        },
        {
          ALT: () => {
            this.CONSUME(Dot);
            const name = this.SUBRULE(this.identifier);
            target = { kind: "attribute", at: this.from(first), target, name };
          },
        },
      ]);
    });
    return target;
  });

  private readonly primary: ParserMethod<[], Expression> = this.RULE("primary", (): Expression => {
    const first = this.nextIndex;
    return this.OR([
      { ALT: (): Expression => this.SUBRULE(this.number) },
      { ALT: (): Expression => this.SUBRULE(this.string) },
      { ALT: (): Expression => this.SUBRULE(this.constant) },
      { GATE: () => this.isCall(), ALT: (): Expression => this.SUBRULE(this.call) },
      {
        ALT: (): Expression => {
          const name = this.SUBRULE(this.identifier);
          return { kind: "name", at: name.at, name: name.name };
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(Choose);
          const args = this.SUBRULE(this.argumentList);
          return { kind: "choose", at: this.from(first), arguments: args };
        },
      },
      { ALT: (): Expression => this.SUBRULE(this.parenthesised) },
      {
        ALT: (): Expression => {
          this.CONSUME(OpenBracket);
          const items = this.SUBRULE(this.items);
          this.CONSUME(CloseBracket);
          return { kind: "list", at: this.from(first), items };
        },
      },
    ]);
  });

  private readonly constant: ParserMethod<[], Expression> = this.RULE("constant", (): Expression => {
    const first = this.nextIndex;
    return this.OR([
      {
        ALT: (): Expression => {
          this.CONSUME(True);
          return { kind: "bool", at: this.from(first), value: true };
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(False);
          return { kind: "bool", at: this.from(first), value: false };
        },
      },
      {
        ALT: (): Expression => {
          this.CONSUME(None);
          return { kind: "none", at: this.from(first) };
        },
      },
    ]);
  });

  private readonly number: ParserMethod<[], Expression> = this.RULE("number", (): Expression => {
    const token = this.CONSUME(NumberToken);
    const at = this.here();
    return this.ACTION(() => {
      const reading = readNumber(token.image);
      if (!isRefusal(reading)) return { kind: "number", at, ...reading };
      this.problems.push({ ...reading, at });
      return { kind: "broken", at };
    });
  });

  private readonly string: ParserMethod<[], Expression> = this.RULE("string", (): Expression => {
    const path = this.SUBRULE(this.path);
    // What follows a missing quote is anybody's guess.
    return this.LA(0).tokenType === UnclosedString
      ? { kind: "broken", at: path.at }
      : { kind: "string", at: path.at, value: path.value };
  });

  private readonly path: ParserMethod<[], PathLiteral> = this.RULE(
    "path",
    (): PathLiteral =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(StringToken);
            return this.ACTION(() => ({ at: this.here(), value: this.unescape(token) }));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(UnclosedString);
            return this.ACTION(() => {
              this.problems.push({
                code: "unclosed-string",
                message: "This string has no closing quote.",
                at: this.here(),
              });
              return { at: this.here(), value: token.image.slice(1) };
            });
          },
        },
      ]),
  );

  private unescape(token: Token): string {
    if (!token.image.includes("\\")) return token.image.slice(1, -1);
    try {
      const value: unknown = JSON.parse(token.image);
      if (typeof value === "string") return value;
    } catch {
      this.problems.push({
        code: "bad-escape",
        message: "This string has an escape that JSON does not know.",
        help: 'Known are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits.',
        at: this.here(),
      });
    }
    return token.image.slice(1, -1);
  }

  private readonly parenthesised: ParserMethod<[], Expression> = this.RULE("parenthesised", (): Expression => {
    const first = this.nextIndex;
    const items: Expression[] = [];
    let endsInComma = false;
    this.CONSUME(OpenParen);
    this.MANY({
      GATE: this.atItem,
      DEF: () => {
        items.push(this.SUBRULE(this.expression));
        endsInComma = false;
        this.OPTION(() => {
          this.CONSUME(Comma);
          endsInComma = true;
        });
      },
    });
    this.CONSUME(CloseParen);
    const only = items[0];
    return only !== undefined && items.length === 1 && !endsInComma
      ? only
      : { kind: "tuple", at: this.from(first), items };
  });

  private readonly items: ParserMethod<[], Expression[]> = this.RULE("items", (): Expression[] => {
    const items: Expression[] = [];
    this.MANY({
      GATE: this.atItem,
      DEF: () => {
        items.push(this.SUBRULE(this.expression));
        this.OPTION(() => this.CONSUME(Comma));
      },
    });
    return items;
  });

  // Calls and stages.

  private isCall(): boolean {
    const next = this.LA(2).tokenType;
    return next === OpenParen || next === At || (this.LA(1).image === "onnx" && (next === Dot || next === OpenBracket));
  }

  private readonly callee: ParserMethod<[], Callee> = this.RULE("callee", (): Callee => {
    const first = this.nextIndex;
    let name = this.SUBRULE(this.identifier);
    let domain: string | undefined;
    this.OPTION({
      GATE: () => name.name === "onnx",
      DEF: () => {
        domain = "";
        this.OPTION1(() => {
          this.CONSUME(OpenBracket);
          domain = this.SUBRULE(this.path).value;
          this.CONSUME(CloseBracket);
        });
        this.CONSUME(Dot);
        name = this.SUBRULE1(this.identifier);
      },
    });
    return domain === undefined ? name : { name: name.name, at: this.from(first), foreign: { domain } };
  });

  private readonly call: ParserMethod<[], Expression> = this.RULE("call", (): Expression => {
    const first = this.nextIndex;
    const callee = this.SUBRULE(this.callee);
    let args: Argument[] = [];
    this.OPTION(() => {
      args = this.SUBRULE(this.argumentList);
    });
    const annotations = this.SUBRULE(this.annotations);
    return { kind: "call", at: this.from(first), callee, arguments: args, annotations };
  });

  readonly argumentList: ParserMethod<[], Argument[]> = this.RULE("argumentList", (): Argument[] => {
    const args: Argument[] = [];
    this.CONSUME(OpenParen);
    this.MANY({
      GATE: this.atItem,
      DEF: () => {
        args.push(this.SUBRULE(this.argument));
        this.OPTION(() => this.CONSUME(Comma));
      },
    });
    this.CONSUME(CloseParen);
    return args;
  });

  readonly argument: ParserMethod<[], Argument> = this.RULE("argument", (): Argument => {
    const first = this.nextIndex;
    let name: Identifier | undefined;
    this.OPTION({
      GATE: () => this.LA(2).tokenType === Assign,
      DEF: () => {
        name = this.SUBRULE(this.identifier);
        this.CONSUME(Assign);
      },
    });
    const value = this.SUBRULE(this.expression);
    return name === undefined ? { at: this.from(first), value } : { at: this.from(first), name, value };
  });

  readonly stage: ParserMethod<[], Stage> = this.RULE(
    "stage",
    (): Stage =>
      this.OR([
        {
          GATE: () => {
            const at = this.LA(2).tokenType === Colon ? 3 : 1;
            return this.LA(at).tokenType === Repeat || this.LA(at).tokenType === Collect;
          },
          ALT: (): Stage => this.SUBRULE(this.repeat),
        },
        {
          GATE: () => this.LA(this.LA(2).tokenType === Colon ? 3 : 1).tokenType === OpenParen,
          ALT: (): Stage => this.SUBRULE(this.choice),
        },
        { ALT: (): Stage => this.SUBRULE(this.callStage) },
      ]),
  );

  private readonly callStage: ParserMethod<[], CallStage> = this.RULE("callStage", (): CallStage => {
    const first = this.nextIndex;
    const label = this.SUBRULE(this.label);
    const callee = this.SUBRULE(this.callee);
    let args: Argument[] = [];
    this.OPTION(() => {
      args = this.SUBRULE(this.argumentList);
    });
    const annotations = this.SUBRULE(this.annotations);
    const at = this.from(first);
    const call = { kind: "call", at, callee, arguments: args, annotations } as const;
    return label === undefined ? call : { ...call, label };
  });

  private readonly repeat: ParserMethod<[], Stage> = this.RULE("repeat", (): Stage => {
    const first = this.nextIndex;
    const label = this.SUBRULE(this.label);
    const kind = this.OR([
      {
        ALT: () => {
          this.CONSUME(Repeat);
          return "repeat" as const;
        },
      },
      {
        ALT: () => {
          this.CONSUME(Collect);
          return "collect" as const;
        },
      },
    ]);
    const keyword = this.here();
    const source = this.SUBRULE(this.range);
    let binder: Pattern | undefined;
    let carried: Pattern | undefined;
    this.OPTION(() => {
      this.CONSUME(As);
      binder = this.SUBRULE(this.pattern);
      this.OPTION1(() => {
        this.CONSUME(Comma);
        carried = this.SUBRULE1(this.pattern);
      });
    });
    const body = this.SUBRULE(this.body, { ARGS: [carried === undefined ? "stages" : "body"] });
    const annotations = this.SUBRULE(this.annotations);
    return {
      kind,
      at: this.from(first),
      keyword,
      source,
      body,
      annotations,
      ...(label && { label }),
      ...(binder && { binder }),
      ...(carried && { carried }),
    };
  });

  private readonly choice: ParserMethod<[], Stage> = this.RULE("choice", (): Stage => {
    const first = this.nextIndex;
    const label = this.SUBRULE(this.label);
    this.CONSUME(OpenParen);
    const choice = this.SUBRULE(this.choiceArms);
    this.CONSUME(CloseParen);
    return { ...choice, at: this.from(first), ...(label && { label }) };
  });

  private readonly choiceArms: ParserMethod<[], Stage> = this.RULE("choiceArms", (): Stage => {
    const first = this.nextIndex;
    this.CONSUME(If);
    const condition = this.SUBRULE(this.range);
    this.CONSUME(Then);
    const then = this.SUBRULE(this.arm);
    this.CONSUME(Else);
    const otherwise = this.SUBRULE2(this.arm);
    return { kind: "conditional", at: this.from(first), condition, then, otherwise };
  });

  private readonly arm: ParserMethod<[], Stage[]> = this.RULE("arm", (): Stage[] =>
    this.OR([{ ALT: () => [this.SUBRULE(this.choiceArms)] }, { ALT: () => this.SUBRULE(this.stageList) }]),
  );

  private readonly stageList: ParserMethod<[], Stage[]> = this.RULE("stageList", (): Stage[] => {
    const stages = [this.SUBRULE(this.stage)];
    this.MANY(() => {
      this.CONSUME(Arrow);
      stages.push(this.SUBRULE1(this.stage));
    });
    return stages;
  });

  private readonly pattern: ParserMethod<[], Pattern> = this.RULE("pattern", (): Pattern => {
    const first = this.nextIndex;
    const names: Identifier[] = [];
    const isTuple = this.OR([
      {
        ALT: () => {
          names.push(this.SUBRULE(this.identifier));
          return false;
        },
      },
      {
        ALT: () => {
          this.CONSUME(OpenParen);
          this.MANY({
            GATE: this.atItem,
            DEF: () => {
              names.push(this.SUBRULE1(this.identifier));
              this.OPTION(() => this.CONSUME(Comma));
            },
          });
          this.CONSUME(CloseParen);
          return true;
        },
      },
    ]);
    return { at: this.from(first), names, isTuple };
  });

  readonly annotations: ParserMethod<[], Annotation[]> = this.RULE("annotations", (): Annotation[] => {
    const annotations: Annotation[] = [];
    this.MANY(() => {
      const first = this.nextIndex;
      this.CONSUME(At);
      const { name } = this.SUBRULE(this.identifier);
      let args: AnnotationArgument[] = [];
      this.OPTION(() => {
        args = this.SUBRULE(this.annotationArguments);
      });
      annotations.push({ at: this.from(first), name, arguments: args });
    });
    return annotations;
  });

  private readonly annotationArguments: ParserMethod<[], AnnotationArgument[]> = this.RULE(
    "annotationArguments",
    (): AnnotationArgument[] => {
      const args: AnnotationArgument[] = [];
      this.CONSUME(OpenParen);
      this.MANY({
        GATE: this.atItem,
        DEF: () => {
          this.OR([
            {
              GATE: () => this.LA(2).tokenType === Colon,
              ALT: () => {
                const first = this.nextIndex;
                const kept = this.CONSUME(NumberToken);
                this.CONSUME(Colon);
                const of = this.CONSUME1(NumberToken);
                args.push({ at: this.from(first), ratio: [Number(kept.image), Number(of.image)] });
              },
            },
            { ALT: () => args.push(this.SUBRULE(this.argument)) },
          ]);
          this.OPTION(() => this.CONSUME(Comma));
        },
      });
      this.CONSUME(CloseParen);
      return args;
    },
  );

  private readonly identifier: ParserMethod<[], Identifier> = this.RULE("identifier", (): Identifier => {
    const token = this.CONSUME(Name);
    return { name: token.image, at: this.here() };
  });

  private readonly body: ParserMethod<[Context], number> = this.RULE("body", (context: Context) => {
    const token = this.CONSUME(Body);
    return this.ACTION(() => {
      const index = typeof token.payload === "number" ? token.payload : 0;
      this.contexts[index] = context;
      return index;
    });
  });

  // Types and parameters.

  private readonly type: ParserMethod<[], TypeExpression> = this.RULE("type", (): TypeExpression => {
    const first = this.nextIndex;
    const { name } = this.SUBRULE(this.identifier);
    let dims: (Expression | undefined)[] | undefined;
    this.OPTION(() => {
      dims = [];
      const list = dims;
      this.CONSUME(OpenBracket);
      this.MANY({
        GATE: this.atItem,
        DEF: () => {
          this.OR([
            {
              ALT: () => {
                this.CONSUME(Question);
                return list.push(undefined);
              },
            },
            { ALT: () => list.push(this.SUBRULE(this.expression)) },
          ]);
          this.OPTION1(() => this.CONSUME(Comma));
        },
      });
      this.CONSUME(CloseBracket);
    });
    return dims === undefined ? { at: this.from(first), name } : { at: this.from(first), name, dims };
  });

  private readonly parameters: ParserMethod<[], ParameterDeclaration[]> = this.RULE(
    "parameters",
    (): ParameterDeclaration[] => {
      const parameters: ParameterDeclaration[] = [];
      this.CONSUME(OpenParen);
      this.MANY({
        GATE: this.atItem,
        DEF: () => {
          parameters.push(this.SUBRULE(this.parameter));
          this.OPTION(() => this.CONSUME(Comma));
        },
      });
      this.CONSUME(CloseParen);
      return parameters;
    },
  );

  readonly parameter: ParserMethod<[], ParameterDeclaration> = this.RULE("parameter", (): ParameterDeclaration => {
    const first = this.nextIndex;
    const name = this.SUBRULE(this.identifier);
    let type: TypeExpression | undefined;
    let value: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(Colon);
      type = this.SUBRULE(this.type);
    });
    this.OPTION1(() => {
      this.CONSUME(Assign);
      value = this.SUBRULE(this.expression);
    });
    return { at: this.from(first), name, ...(type && { type }), ...(value && { default: value }) };
  });

  // Statements of bodies.

  readonly binding: ParserMethod<[], Statement> = this.RULE("binding", (): Statement => {
    const first = this.nextIndex;
    const targets: Target[] = [this.SUBRULE(this.target)];
    this.MANY(() => {
      this.CONSUME(Comma);
      targets.push(this.SUBRULE1(this.target));
    });
    this.CONSUME(Assign);
    const value = this.SUBRULE(this.expression);
    return { kind: "binding", at: this.from(first), targets, value };
  });

  readonly target: ParserMethod<[], Target> = this.RULE("target", (): Target => {
    const name = this.SUBRULE(this.identifier);
    let type: TypeExpression | undefined;
    this.OPTION(() => {
      this.CONSUME(Colon);
      type = this.SUBRULE(this.type);
    });
    return type === undefined ? { name } : { name, type };
  });

  readonly returned: ParserMethod<[], Statement> = this.RULE("returned", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Return);
    const values = [this.SUBRULE(this.expression)];
    this.MANY(() => {
      this.CONSUME(Comma);
      values.push(this.SUBRULE1(this.expression));
    });
    return { kind: "return", at: this.from(first), values };
  });

  readonly loose: ParserMethod<[], Statement> = this.RULE("loose", (): Statement => {
    const first = this.nextIndex;
    const value = this.SUBRULE(this.expression);
    return { kind: "expression", at: this.from(first), value };
  });

  readonly stages: ParserMethod<[], Statement> = this.RULE("stages", (): Statement => {
    const first = this.nextIndex;
    this.OPTION(() => this.CONSUME(Arrow));
    const stages = this.SUBRULE(this.stageList);
    return { kind: "stages", at: this.from(first), stages };
  });

  // Declarations.

  readonly version: ParserMethod<[], Statement> = this.RULE("version", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const number = this.CONSUME(NumberToken);
    return { kind: "version", at: this.from(first), version: Number(number.image) };
  });

  readonly imported: ParserMethod<[], Statement> = this.RULE("imported", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const path = this.SUBRULE(this.path);
    const body = this.OPTION(() => this.SUBRULE(this.body, { ARGS: ["import"] }));
    return { kind: "import", at: this.from(first), path, ...(body !== undefined && { body }) };
  });

  readonly net: ParserMethod<[], Statement> = this.RULE("net", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    return this.OR([
      {
        ALT: (): Statement => {
          this.CONSUME(Assign);
          const value = this.SUBRULE(this.expression);
          return { kind: "variant", at: this.from(first), name, value };
        },
      },
      {
        ALT: (): Statement => {
          const parameters = this.OPTION(() => this.SUBRULE(this.parameters)) ?? [];
          const body = this.OPTION1(() => this.SUBRULE(this.body, { ARGS: ["body"] }));
          return { kind: "net", at: this.from(first), name, parameters, ...(body !== undefined && { body }) };
        },
      },
    ]);
  });

  readonly block: ParserMethod<[], Statement> = this.RULE("block", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    const parameters = this.OPTION(() => this.SUBRULE(this.parameters)) ?? [];
    const body = this.OPTION1(() => this.SUBRULE(this.body, { ARGS: ["body"] }));
    return { kind: "block", at: this.from(first), name, parameters, ...(body !== undefined && { body }) };
  });

  readonly fn: ParserMethod<[], Statement> = this.RULE("fn", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    const parameters = this.SUBRULE(this.parameters);
    this.CONSUME(Assign);
    const value = this.SUBRULE(this.expression);
    return { kind: "fn", at: this.from(first), name, parameters, value };
  });

  readonly op: ParserMethod<[], Statement> = this.RULE("op", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    const parameters = this.SUBRULE(this.parameters);
    const results: TypeExpression[] = [];
    this.CONSUME(Arrow);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => results.push(this.SUBRULE(this.type)) });
    const body = this.OPTION(() => this.SUBRULE(this.body, { ARGS: ["op"] }));
    return { kind: "op", at: this.from(first), name, parameters, results, ...(body !== undefined && { body }) };
  });

  readonly dim: ParserMethod<[], Statement> = this.RULE("dim", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    let sample: Expression | undefined;
    let bounds: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(Assign);
      sample = this.SUBRULE(this.expression);
    });
    this.OPTION1(() => {
      this.CONSUME(In);
      bounds = this.SUBRULE1(this.expression);
    });
    return { kind: "dim", at: this.from(first), name, ...(sample && { sample }), ...(bounds && { bounds }) };
  });

  readonly inputDeclaration: ParserMethod<[], Statement> = this.RULE("inputDeclaration", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    let type: TypeExpression | undefined;
    this.OPTION(() => {
      this.CONSUME(Colon);
      type = this.SUBRULE(this.type);
    });
    const body = this.OPTION1(() => this.SUBRULE(this.body, { ARGS: ["input"] }));
    return { kind: "input", at: this.from(first), name, ...(type && { type }), ...(body !== undefined && { body }) };
  });

  readonly state: ParserMethod<[], Statement> = this.RULE("state", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const name = this.SUBRULE(this.identifier);
    let type: TypeExpression | undefined;
    let initial: Expression | undefined;
    this.OPTION(() => {
      this.CONSUME(Colon);
      type = this.SUBRULE(this.type);
    });
    this.OPTION1(() => {
      this.CONSUME(Assign);
      initial = this.SUBRULE(this.expression);
    });
    return { kind: "state", at: this.from(first), name, ...(type && { type }), ...(initial && { initial }) };
  });

  readonly output: ParserMethod<[], Statement> = this.RULE("output", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const names = [this.SUBRULE(this.identifier)];
    let value: Expression | undefined;
    this.MANY(() => {
      this.CONSUME(Comma);
      names.push(this.SUBRULE1(this.identifier));
    });
    this.OPTION(() => {
      this.CONSUME(Assign);
      value = this.SUBRULE(this.expression);
    });
    return { kind: "output", at: this.from(first), names, ...(value && { value }) };
  });

  readonly targets: ParserMethod<[], Statement> = this.RULE("targets", (): Statement => {
    const first = this.nextIndex;
    const targets: Expression[] = [];
    this.CONSUME(Name);
    this.AT_LEAST_ONE_SEP({ SEP: Comma, DEF: () => targets.push(this.SUBRULE(this.expression)) });
    return { kind: "target", at: this.from(first), targets };
  });

  readonly budget: ParserMethod<[], Statement> = this.RULE("budget", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const target = this.OPTION(() => this.SUBRULE(this.expression));
    const body = this.OPTION1(() => this.SUBRULE(this.body, { ARGS: ["budget"] }));
    return { kind: "budget", at: this.from(first), ...(target && { target }), ...(body !== undefined && { body }) };
  });

  readonly policy: ParserMethod<[], Statement> = this.RULE("policy", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const target = this.OPTION(() => this.SUBRULE(this.expression));
    const body = this.OPTION1(() => this.SUBRULE(this.body, { ARGS: ["policy"] }));
    return { kind: "policy", at: this.from(first), ...(target && { target }), ...(body !== undefined && { body }) };
  });

  readonly weights: ParserMethod<[], Statement> = this.RULE("weights", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const path = this.SUBRULE(this.path);
    const body = this.OPTION(() => this.SUBRULE(this.body, { ARGS: ["weights"] }));
    return { kind: "weights", at: this.from(first), path, ...(body !== undefined && { body }) };
  });

  readonly data: ParserMethod<[], Statement> = this.RULE("data", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const role = this.SUBRULE(this.identifier);
    const path = this.SUBRULE(this.path);
    return { kind: "data", at: this.from(first), role, path };
  });

  readonly opset: ParserMethod<[], Statement> = this.RULE("opset", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const value = this.SUBRULE(this.expression);
    return { kind: "opset", at: this.from(first), value };
  });

  readonly counting: ParserMethod<[], Statement> = this.RULE("counting", (): Statement => {
    const first = this.nextIndex;
    this.CONSUME(Name);
    const rule = this.SUBRULE(this.identifier);
    return { kind: "counting", at: this.from(first), rule };
  });

  // Entries in braces.

  readonly importEntry: ParserMethod<[], Entry> = this.RULE("importEntry", (): Entry => {
    const first = this.nextIndex;
    const name = this.SUBRULE(this.identifier);
    const alias = this.OPTION(() => {
      this.CONSUME(As);
      return this.SUBRULE1(this.identifier);
    });
    return { kind: "import", at: this.from(first), name, ...(alias && { alias }) };
  });

  readonly settingEntry: ParserMethod<[], Entry> = this.RULE("settingEntry", (): Entry => {
    const first = this.nextIndex;
    const name = this.SUBRULE(this.identifier);
    const value = this.SUBRULE(this.expression);
    return { kind: "setting", at: this.from(first), name, value };
  });

  readonly limitEntry: ParserMethod<[], Entry> = this.RULE("limitEntry", (): Entry => {
    const first = this.nextIndex;
    const metric = this.SUBRULE(this.identifier);
    const operator = this.CONSUME(Comparison).image;
    const value = this.SUBRULE(this.sum);
    return { kind: "limit", at: this.from(first), metric, operator, value };
  });

  readonly policyEntry: ParserMethod<[], Entry> = this.RULE("policyEntry", (): Entry => {
    const first = this.nextIndex;
    const glob = this.SUBRULE(this.path);
    this.CONSUME(Colon);
    const annotations = this.SUBRULE(this.annotations);
    return { kind: "policy", at: this.from(first), glob, annotations };
  });

  readonly mapEntry: ParserMethod<[], Entry> = this.RULE("mapEntry", (): Entry => {
    const first = this.nextIndex;
    const from = this.SUBRULE(this.path);
    this.CONSUME(Colon);
    const to = this.SUBRULE1(this.path);
    return { kind: "map", at: this.from(first), from, to };
  });

  readonly opEntry: ParserMethod<[], Entry> = this.RULE("opEntry", (): Entry => {
    const first = this.nextIndex;
    const name = this.SUBRULE(this.identifier);
    return this.OR([
      {
        ALT: (): Entry => {
          this.CONSUME(Assign);
          const value = this.SUBRULE(this.expression);
          return { kind: "assignment", at: this.from(first), name, value };
        },
      },
      {
        ALT: (): Entry => {
          const path = this.SUBRULE(this.path);
          return {
            kind: "setting",
            at: this.from(first),
            name,
            value: { kind: "string", at: path.at, value: path.value },
          };
        },
      },
    ]);
  });

  private chain(first: number, head: Expression, rest: readonly Operation[]): Expression {
    return rest.length === 0 ? head : { kind: "binary", at: this.from(first), first: head, rest };
  }
}

/** A tree, or the complaint that kept it from being; what was gathered on the way comes along. */
export interface Parsed<T> {
  readonly result: T | undefined;
  readonly problems: readonly RangeProblem[];
  readonly contexts: readonly Context[];
}

export type Rule = {
  [K in keyof StatementParser]: StatementParser[K] extends ParserMethod<[], infer _> ? K : never;
}[keyof StatementParser];

type ResultOf<R extends Rule> = StatementParser[R] extends ParserMethod<[], infer T> ? T : never;

let instance: StatementParser | undefined;

/** Throws where the grammar is ambiguous or otherwise unsound. For tests: it takes as long as reading a file. */
export function validateGrammar(): void {
  new StatementParser(false);
}

/**
 * Parses all `tokens` by one rule of the grammar; `base` is the index of the first of them in its chunk. Never throws: too
 * deep a nesting is a complaint like any other.
 */
export function parse<R extends Rule>(rule: R, tokens: readonly Token[], base = 0): Parsed<ResultOf<R>> {
  // Built on first use: its self-analysis takes longer than reading a small file.
  instance ??= new StatementParser();
  const parser = instance;
  parser.input = [...tokens];
  parser.base = base;
  parser.problems = [];
  parser.contexts = [];
  parser.failedAt = undefined;
  const whole = { first: base, last: base + Math.max(0, tokens.length - 1) };
  let result: ResultOf<R> | undefined;
  try {
    result = (parser[rule] as ParserMethod<[], ResultOf<R>>).call(parser);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "This is nested too deeply to be read.";
    return { result: undefined, problems: [{ code: "too-deep", message, at: whole }], contexts: [] };
  }
  const { problems, contexts } = parser;
  if (parser.errors.length === 0) return { result, problems, contexts };
  const found = tokens[parser.failedAt ?? tokens.length];
  const index = found === undefined ? whole.last : base + (parser.failedAt ?? 0);
  const at = { first: index, last: index };
  const message = found === undefined ? "This statement ends too early." : `\`${found.image}\` was not expected here.`;
  return { result: undefined, problems: [...problems, { code: "syntax", message, at }], contexts };
}
