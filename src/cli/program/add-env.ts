import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";
import { revision } from "./revision.ts";

interface EnvOptions {
  readonly site: string | undefined;
  readonly format: "human" | "json";
  readonly ref: string | undefined;
  readonly mentions: boolean | undefined;
}

/** Adds `breakwater env` to the program. */
export function addEnv(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("env")
    .description(
      "Print what go will do in every place where it runs: version, mode, cgo, tags, module source.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--site <id>", "one site in full, with the line that decided each value")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--ref <rev>", "look at a git revision instead of the folder (calls git)", revision)
    .option("--mentions", "every text go build, go test …: the site that runs it, or why it is no command")
    .addHelpText(
      "after",
      examples(["breakwater env", "breakwater env --site Dockerfile/build", "breakwater env --format json"]),
    )
    .action(async (path: string | undefined, options: EnvOptions) => {
      const { runEnv } = await import("../env.ts");
      const { site, format, ref, mentions } = options;
      exit(await runEnv({ path, site, format, ref, listsMentions: mentions === true }, terminal));
    });
}
