import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface DiagnoseFlags {
  readonly format: "human" | "json";
  readonly repository: string | boolean | undefined;
}

/** Adds `breakwater diagnose` to the program. */
export function addDiagnose(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("diagnose")
    .description(
      "Find the root causes in the log of a failed build: CI, terminal, or the archive of a GitHub run.",
    )
    .argument("[FILE]", "a log, or - for standard input")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--repository <folder>", "hold the log against this repository (default: the one around here)")
    .option("--no-repository", "read the log alone")
    .addHelpText(
      "after",
      `\nExit codes: 0 the log was read, whatever was found; 2 it could not be.\n${examples([
        "breakwater diagnose ci.log",
        "gh run view --log-failed | breakwater diagnose",
        "breakwater diagnose --format json logs.zip",
      ])}`,
    )
    .action(async (file: string | undefined, { format, repository }: DiagnoseFlags) => {
      const { runDiagnose } = await import("../diagnose.ts");
      const folder = typeof repository === "string" ? repository : undefined;
      exit(
        await runDiagnose(
          { file, format, repository: folder, asksRepository: repository !== false },
          terminal,
        ),
      );
    });
}
