/** The command line: every command declares its words in a file of its own, and is loaded when it runs. */
import { UserError } from "../finding/user-error.ts";
import { addCheck } from "./program/add-check.ts";
import { addCompletion } from "./program/add-completion.ts";
import { addDiagnose } from "./program/add-diagnose.ts";
import { addEnv } from "./program/add-env.ts";
import { addExplain } from "./program/add-explain.ts";
import { addFix } from "./program/add-fix.ts";
import { addInit } from "./program/add-init.ts";
import { addInspect } from "./program/add-inspect.ts";
import { addProxy } from "./program/add-proxy.ts";
import { addTools } from "./program/add-tools.ts";
import { addVerify } from "./program/add-verify.ts";
import { Command, CommanderError } from "./program/commander.ts";
import { examples } from "./program/examples.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Runs one command line and returns its exit code; throws UserError for what the user can put right. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  const printed: string[] = [];
  let exitCode = 0;
  const program = createProgram(terminal, {
    print: (text) => printed.push(text),
    exit: (code) => {
      exitCode = code;
    },
  });
  if (words.length === 0) {
    program.outputHelp();
    await terminal.write(printed.join(""));
    return 0;
  }
  try {
    await program.parseAsync(withHelpOption(words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      throw new UserError("bad-option", oneLine(error.message), {
        hint: [...namesOf(program, words), "--help"].join(" "),
      });
  }
  if (printed.length > 0) await terminal.write(printed.join(""));
  return exitCode;
}

/** `help tools pin` is `tools pin --help`. */
function withHelpOption(words: readonly string[]): string[] {
  return words[0] === "help" ? [...words.slice(1), "--help"] : [...words];
}

/** The names of the command that these words call: its own help is what helps. */
function namesOf(program: Command, words: readonly string[]): readonly string[] {
  const names = [program.name()];
  let command = program;
  for (const word of withHelpOption(words)) {
    const below = command.commands.find((each) => each.name() === word);
    if (!below) break;
    names.push(word);
    command = below;
  }
  return names;
}

/** The commands with their help; docs/cli.md is generated from it. */
export function createProgram(
  terminal: Terminal,
  io: { print: (text: string) => void; exit: (code: number) => void },
): Command {
  const program = new Command("breakwater")
    .description("Knows what go will really do in every place where a repository is built.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [COMMAND]", "Print the help of a command.")
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: io.print, writeErr: () => undefined, getOutHelpWidth: () => 100 })
    .addHelpText(
      "after",
      examples([
        "breakwater check",
        "breakwater env",
        "breakwater env --site Dockerfile/build",
        "breakwater explain toolchain/go-older-than-module",
      ]),
    );
  addCheck(program, terminal, io.exit);
  addEnv(program, terminal, io.exit);
  addDiagnose(program, terminal, io.exit);
  addFix(program, terminal, io.exit);
  addInit(program, terminal, io.exit);
  addVerify(program, terminal, io.exit);
  addInspect(program, terminal, io.exit);
  addTools(program, terminal, io.exit);
  addProxy(program, terminal, io.exit);
  addExplain(program, terminal, io.exit);
  addCompletion(program, terminal, io.exit);
  return program;
}

/** commander's messages begin with `error:` and may carry a suggestion on a second line. */
function oneLine(message: string): string {
  const text = message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
