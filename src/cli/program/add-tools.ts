import { UserError } from "../../finding/user-error.ts";
import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface VerifyFlags {
  readonly format: "human" | "json";
  readonly installed: boolean | undefined;
}

interface PinFlags {
  readonly format: "human" | "json";
  readonly tool: string | undefined;
  readonly write: boolean | undefined;
}

/** Adds `breakwater tools` to the program. */
export function addTools(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const tools = program
    .command("tools")
    .description(
      "The tools of a repository: golangci-lint, protoc-gen-go, gofumpt … which release runs where, and what fails with it.",
    )
    .helpCommand(false)
    .addHelpText("after", examples(["breakwater tools verify", "breakwater tools pin"]))
    .action(() => {
      throw new UserError("bad-option", "Cannot run tools alone: verify or pin is missing", {
        hint: "breakwater tools verify",
      });
    });
  addVerify(tools, terminal, exit);
  addPin(tools, terminal, exit);
}

const pathText = "a folder; without it, the root of the repository around the current folder";

function formatOption(): Option {
  return new Option("--format <format>", "what to print").choices(["human", "json"]).default("human");
}

function addVerify(tools: Command, terminal: Terminal, exit: (code: number) => void): void {
  tools
    .command("verify")
    .description("Hold the releases of each tool against each other: CI, hooks, Makefiles, go.mod, images.")
    .argument("[PATH]", pathText)
    .option("--installed", "also read the executables on PATH: release, and the Go that built them")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `\nStarts no process and uses no network.\nExit codes: 0 nothing of S2 found, 1 findings of S2, 2 could not run.\n${examples(
        [
          "breakwater tools verify",
          "breakwater tools verify --installed",
          "breakwater tools verify --format json",
        ],
      )}`,
    )
    .action(async (path: string | undefined, { format, installed }: VerifyFlags) => {
      const { runTools } = await import("../tools.ts");
      exit(await runTools({ path, format, isInstalledAsked: installed === true }, terminal));
    });
}

function addPin(tools: Command, terminal: Terminal, exit: (code: number) => void): void {
  tools
    .command("pin")
    .description(
      "Write one release of each tool: the highest that a place names, in one place, and point the others to it.",
    )
    .argument("[PATH]", pathText)
    .option("--tool <name>", "only this tool")
    .option("--write", "write the files; without it a diff is printed")
    .addOption(formatOption())
    .addHelpText(
      "after",
      `\nNo release is invented and nothing is fetched: what needs the network is printed as a command.\nExit codes: 0 done, shown or nothing to do; 2 could not run.\n${examples(
        ["breakwater tools pin", "breakwater tools pin --write"],
      )}`,
    )
    .action(async (path: string | undefined, { format, tool, write }: PinFlags) => {
      const { runPin } = await import("../tools/pin.ts");
      exit(await runPin({ path, format, tool, writes: write === true }, terminal));
    });
}
