import type { Terminal } from "../terminal.ts";
import { collect } from "./collect.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface FixFlags {
  readonly format: "human" | "json";
  readonly rule: readonly string[] | undefined;
  readonly diff: boolean | undefined;
  readonly unsafe: boolean | undefined;
  readonly write: boolean | undefined;
}

/** Adds `breakwater fix` to the program. */
export function addFix(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("fix")
    .description(
      "Mend what can be mended without a decision: edits only the places of the findings, keeps comments and layout.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--rule <id>", "only the findings of this rule; may be given more than once", collect)
    .option("--diff", "print a diff and write nothing")
    .option("--unsafe", "also fixes that are a choice; prints a diff unless --write is given")
    .option("--write", "with --unsafe: write the files")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nEach fix is tried in memory first: the finding must be gone and nothing else changed.\n${examples([
        "breakwater fix --diff",
        "breakwater fix",
        "breakwater fix --unsafe --rule toolchain/go-older-than-module",
      ])}`,
    )
    .action(async (path: string | undefined, options: FixFlags) => {
      const { runFix } = await import("../fix.ts");
      const includesUnsafe = options.unsafe === true;
      const writes = options.diff !== true && (!includesUnsafe || options.write === true);
      const { format, rule = [] } = options;
      exit(await runFix({ path, format, rules: rule, includesUnsafe, writes }, terminal));
    });
}
