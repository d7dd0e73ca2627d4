/** `lathe …`: reads the command line, runs one command, writes what it says. */
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { check } from "./commands/check.ts";
import { cost } from "./commands/cost.ts";
import { devices } from "./commands/devices.ts";
import { diff } from "./commands/diff.ts";
import { format } from "./commands/format.ts";
import type { Outcome } from "./output.ts";
import { version } from "./version.ts";

/** Commands of the design that this version does not have: said, instead of "unknown command". */
const later = ["compress", "bench", "calibrate", "plan", "search"];

// What Lathe is built on needs functions that an older Node lacks; better said than met in the middle of a command.
if (typeof Object.groupBy !== "function") {
  process.stderr.write(`Lathe needs Node 22.12 or newer; this is ${process.versions.node}. Install a newer Node.\n`);
  process.exit(1);
}

// `lathe cost … | head` closes the pipe early: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

function write({ code, output, errors }: Outcome): void {
  process.stdout.write(output);
  // Names out of a model may hold what a terminal takes for a command.
  process.stderr.write(errors.replace(/[^\P{Cc}\n\t]/gu, "\ufffd"));
  process.exitCode = code;
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** `--set a=1 b=2` means `--set a=1 --set b=2`. Commander would take FILE for one more pair where it stands behind. */
function apart(words: readonly string[]): string[] {
  let isSetting = false;
  return words.flatMap((word, index) => {
    const isPair = /^[A-Za-z_][\w.[\]]*=/.test(word) && !word.endsWith(".net");
    const isFirst = words[index - 1] === "--set";
    isSetting = isPair && (isFirst || isSetting);
    return isSetting && !isFirst ? ["--set", word] : [word];
  });
}

const program = new Command("lathe")
  .description("Counts what neural networks written as .net files cost.")
  .version(version)
  .addHelpText("after", `\nNot in this version yet: ${later.join(", ")}.`)
  .showHelpAfterError("Run `lathe --help` for the commands.")
  .exitOverride();

/** Imported late: see there. */
const models = () => import("./models.ts");

/** What every command asks that counts. */
function counting(name: string, description: string, nets = "the file's first"): Command {
  return program
    .command(name)
    .description(description)
    .option("--net <name>", `the net to look at; ${nets} if left out`)
    .option(
      "--set <key=value>",
      "a parameter of the net, the value of a dim, or what a choice takes; may be repeated",
      collect,
    )
    .option(
      "--target <targets>",
      "devices to estimate for, such as pixel4 or pixel4(threads=4),./table.json; those of the file if left out",
    )
    .option("--counting <rule>", 'how transposed convolutions count: "input" or "paper"')
    .option("--json", "one JSON document on standard output");
}

/** What every command asks that runs a net. */
function running(name: string, description: string): Command {
  return counting(name, description)
    .option("--time-limit <time>", "how long ONNX Runtime may take for one run, such as 30s")
    .option("--memory-limit <bytes>", "how much memory it may take, such as 4GB");
}

counting("cost", "What a net costs, in all and per layer.")
  .argument("<file>", "a .net or .onnx file")
  .action(async (file, options) => write(await cost(file, options)));
counting("check", "What is wrong with a file. Exits with 1 where something is.")
  .argument("<file>", "a .net or .onnx file")
  .option("--format <format>", "text, json or sarif", "text")
  .action(async (file, options) => write(await check(file, options)));
counting("diff", "What a change costs: two versions of a net, held against each other.", "all that have the same name")
  .argument("<before>", "a .net or .onnx file, or REV:FILE for a .net as it was at a revision in git")
  .argument("<after>", "the same")
  .option("--format <format>", "text, json or markdown", "text")
  .action(async (before, after, options) => write(await diff(before, after, options)));
program
  .command("import")
  .description("Writes an ONNX model as a .net, with its weights beside it.")
  .argument("<model>", "an .onnx file")
  .option("-o, --output <path>", "the .net to write; beside the model if left out")
  .option("--json", "one JSON document on standard output")
  .action(async (model, options) => write(await (await models()).importCommand(model, options)));
running("export", "Writes a net with its weights for another program.")
  .argument("<file>", "a .net or .onnx file")
  .option("-o, --output <path>", "where to write it; beside FILE, called as the net, if left out")
  .option(
    "--format <format>",
    "onnx: a model that was tried; pytorch: a Python module, with trained weights beside it",
    "onnx",
  )
  .option("--opset <version>", "the version of ONNX's operators; what the net states, else 17")
  .option("--external-data", "the numbers in a file of their own, as models beyond 2 GB need it")
  .option("--no-verify", "does not load and run what was written")
  .action(async (file, options) => write(await (await models()).exportFile(file, options)));
running("run", "Runs a net on arrays or images, on ONNX Runtime.")
  .argument("<file>", "a .net or .onnx file")
  .requiredOption("--input <path>", "an .npz with an array for each input, a folder of .npy, or images")
  .requiredOption("-o, --output <path>", "an .npz for the results")
  .action(async (file, options) => write(await (await models()).run(file, options)));
running("eval", "How well a net does on data whose answers are known.")
  .argument("<file>", "a .net or .onnx file")
  .option(
    "--data <path>",
    "an .npz with `labels`, a folder of .npy, or images in one folder per class; what the net states if left out",
  )
  .action(async (file, options) => write(await (await models()).evaluate(file, options)));
program
  .command("devices")
  .description("The devices that are known, what is doubtful in their files, or one made of measured times.")
  .argument(
    "[names...]",
    "devices to tell everything of, or files to look at with --lint; if left out, all are listed or looked at",
  )
  .option("--lint", "what is wrong or doubtful in device files; exits with 1 where one has errors")
  .option("--from <csv>", "makes a device of kernels that were measured; docs/devices.md has the columns")
  .option("--id <id>", "with --from: what nets call it")
  .option("--name <name>", "with --from: what people call it")
  .option("--kind <kind>", "with --from: phone, board, microcontroller, accelerator or host; board if left out")
  .option("--unit <unit>", "with --from: cpu, gpu or npu, where the rows do not say")
  .option("--runtime <runtime>", "with --from: what ran the kernels, where the rows do not say")
  .option("--precision <precision>", "with --from: fp32, fp16, int8 or dynamic-int8, where the rows do not say")
  .option("--threads <threads>", "with --from: threads that computed, where the rows do not say")
  .option("--source <text>", "with --from: where the figures are from; measured here if left out")
  .option("--licence <licence>", "with --from: on what terms they may be used")
  .option("-o, --output <path>", "with --from: the file to write; .lathe/devices/ID.json if left out")
  .option("--json", "one JSON document on standard output")
  .action(async (names, options) => write(await devices(names, options)));
program
  .command("format")
  .description("Formats .net files; prints the result unless told otherwise.")
  .argument("<files...>", ".net files")
  .option("--check", "only says which files are not formatted, and exits with 1")
  .option("--write", "changes the files")
  .action((files, options) => write(format(files, options)));
program
  .command("lsp")
  .description("The language server, for editors.")
  .option("--stdio", "speaks on standard input and output")
  .action(() => {
    // The server is a bundle of its own, so that every other command starts without it. It reads `--stdio` itself.
    if (!process.argv.includes("--stdio")) process.argv.push("--stdio");
    require(join(__dirname, "server.cjs"));
  });
for (const name of later) {
  program
    .command(name, { hidden: true })
    .allowUnknownOption()
    .argument("[rest...]")
    .action(() => write({ code: 2, output: "", errors: `\`lathe ${name}\` is not in this version yet.\n` }));
}

program.parseAsync(apart(process.argv)).catch((error: unknown) => {
  if (!(error instanceof CommanderError)) throw error;
  // Help and version are fine; everything else that commander refuses is wrong usage, and it has said why.
  process.exitCode = error.exitCode === 0 ? 0 : 2;
});
