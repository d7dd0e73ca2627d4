/** The page of code actions: each with what it does and its example, as the tests run it. */
import type { Action } from "../../server/src/actions/action.ts";
import { actions } from "../../server/src/actions/index.ts";

const mark = "<!-- Written by `npm run reference` from the actions in server/src/actions. Change those, not this. -->";

/** The text of `docs/actions.md`. */
export function actionsPage(): string {
  const head = [
    mark,
    "# Quick fixes and refactorings",
    "Put the cursor on a line and press `Ctrl+.` (`⌘.`): the light bulb lists what can be done there. Quick fixes put a " +
      "complaint right; refactorings say the same net in another way, and their titles say what they bring. Nothing offered " +
      "here makes a new error. In the examples, `▮` is the cursor; two of them are the ends of a selection.",
  ];
  return `${[...head, ...actions.map(section)].join("\n\n")}\n`;
}

function section({ summary, example }: Action): string {
  const { title, before, after, devices = [] } = example;
  const made = devices.map(({ id }) => ` In the example \`${id}\` is a device that no shop sells.`).join("");
  const start = [`## ${title}`, `${summary}${made}`, `\`\`\`net\n${before.replaceAll("$0", "▮").trimEnd()}\n\`\`\``];
  // What only leads to a place leaves the text.
  if (before.replaceAll("$0", "") === after) return start.join("\n\n");
  return [...start, "becomes", `\`\`\`net\n${after.trimEnd()}\n\`\`\``].join("\n\n");
}
