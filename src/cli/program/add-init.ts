import { UserError } from "../../finding/user-error.ts";
import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface InitFlags {
  readonly format: "human" | "json";
  readonly release: string | undefined;
  readonly diff: boolean | undefined;
  readonly write: boolean | undefined;
}

/** Adds `breakwater init` to the program. */
export function addInit(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("init")
    .description(
      "Set a repository up: configuration, CI job, pre-commit hook and first baseline. Shows the diff before it writes.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--release <owner/name[@ref]>", "the repository that releases Breakwater, for the CI job")
    .option("--diff", "print the diff and write nothing")
    .option("--write", "write without asking; without a terminal nothing is written unless this is given")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nFiles that exist are never overwritten; a second run finds nothing to do.\nExit codes: 0 done, shown or nothing to do; 2 could not run.\n${examples(
        ["breakwater init", "breakwater init --diff", "breakwater init --write --release OWNER/NAME@v0.1.0"],
      )}`,
    )
    .action(async (path: string | undefined, { format, release, diff, write }: InitFlags) => {
      if (diff === true && write === true)
        throw new UserError("bad-option", "--diff never writes: it and --write do not go together");
      const { runInit } = await import("../init.ts");
      const isDiffOnly = diff === true;
      exit(await runInit({ path, format, release, writes: write === true, isDiffOnly }, terminal));
    });
}
