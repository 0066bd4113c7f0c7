import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface VerifyFlags {
  readonly format: "human" | "json";
  readonly offline: boolean | undefined;
  readonly cache: boolean | undefined;
  readonly purge: boolean | undefined;
}

/** Adds `breakwater verify` to the program. */
export function addVerify(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("verify")
    .description(
      "Hold go.sum, module zips, their extracted copies and vendor/ against each other, file by file.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--offline", "use only the module cache; what the network would say is counted as unknown")
    .option("--cache", "look at the whole module cache, not at what the repository needs of it")
    .option("--purge", "with --cache: remove what is wrong there, so that go gets it anew")
    .addHelpText(
      "after",
      `\nModules that are not in the module cache are fetched from GOPROXY.\nExit codes: 0 nothing contradicts, 1 findings of S0 to S2, 2 could not run or nothing could be verified.\n${examples(
        [
          "breakwater verify",
          "breakwater verify --offline",
          "breakwater verify --format json",
          "breakwater verify --cache",
          "breakwater verify --cache --purge",
        ],
      )}`,
    )
    .action(async (path: string | undefined, { format, offline, cache, purge }: VerifyFlags) => {
      const { runVerify } = await import("../verify.ts");
      const flags = { isOffline: offline === true, isCache: cache === true, isPurging: purge === true };
      exit(await runVerify({ path, format, ...flags }, terminal));
    });
}
