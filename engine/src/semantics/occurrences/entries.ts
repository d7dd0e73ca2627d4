/** What stands in the braces of inputs, budgets, policies and the like, and the devices that they are for. */
import type { Entry, Expression } from "../../syntax/ast.ts";
import { ExpressionReader } from "./expressions.ts";
import type { Context } from "./record.ts";

export abstract class EntryReader extends ExpressionReader {
  /** Reads each entry of a body, with what is left of those that are half typed. */
  protected entries(
    context: Context,
    body: number | undefined,
    read: (inside: Context, entry: Entry) => void = (inside, entry) => this.entry(inside, entry),
  ): void {
    const chunks = body === undefined ? undefined : context.chunk.bodies[body]?.chunks;
    for (const chunk of chunks ?? []) {
      const inside: Context = { ...context, chunk };
      const entries = chunk.statement.kind === "entries" ? chunk.statement.entries : [];
      this.begin(inside);
      for (const entry of entries) read(inside, entry);
    }
  }

  private entry(context: Context, entry: Entry): void {
    switch (entry.kind) {
      case "setting":
        this.add(context, entry.name.name, entry.name.at, "setting");
        this.word(context, entry.value);
        break;
      case "assignment":
        this.add(context, entry.name.name, entry.name.at, "cost");
        this.expression(context, entry.value);
        break;
      case "limit":
        this.add(context, entry.metric.name, entry.metric.at, "metric");
        this.expression(context, entry.value);
        break;
      case "policy":
        this.path(context, entry.glob.at, context.trees.slice(-1));
        this.annotations(context, entry.annotations);
        break;
      case "map":
        this.path(context, entry.to.at, context.trees.slice(-1));
        break;
      case "import":
        break;
    }
  }

  /** `pixel4(threads=4, precision=int8)` */
  protected target(context: Context, node: Expression | undefined): void {
    if (node?.kind === "name") this.add(context, node.name, node.at, "target");
    if (node?.kind !== "call") return;
    this.add(context, node.callee.name, node.callee.at, "target");
    for (const { name, value } of node.arguments) {
      if (name !== undefined) this.add(context, name.name, name.at, "argument");
      this.word(context, value);
    }
  }
}
