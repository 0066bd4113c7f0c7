/** Asks a real go, flag by flag, what a subcommand takes. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flagsOfSubcommand, hasSubcommand, isFlagIn, subcommands } from "../../src/go/flag-table.ts";
import { runGo } from "./go-command.ts";

export type Answer = "unknown" | "boolean" | "value";

export interface FlagQuestion {
  readonly subcommand: string;
  readonly flag: string;
}

/** What the table says a Go 1.N answers. */
export function expectedAnswer({ subcommand, flag }: FlagQuestion, goMinor: number): Answer {
  const spec = flagsOfSubcommand(subcommand)?.get(flag);
  if (!spec || !hasSubcommand(subcommand, goMinor) || !isFlagIn(spec, goMinor)) return "unknown";
  return spec.isBoolean ? "boolean" : "value";
}

/** Every flag name of the table, and some that never were, for every subcommand. */
export function everyQuestion(): FlagQuestion[] {
  const names = new Set(["no-sync", "extra", "testsum"]);
  for (const subcommand of subcommands) {
    for (const name of flagsOfSubcommand(subcommand)?.keys() ?? []) names.add(name);
  }
  // The local go acts on -C before it starts another toolchain, so a question about it never arrives.
  names.delete("C");
  return subcommands.flatMap((subcommand) => [...names].map((flag) => ({ subcommand, flag })));
}

const STOP = "-zzzstop";

/**
 * Lets go parse `-flag` followed by a flag that no version has: a boolean leaves that one standing and go
 * names it; another flag swallows it as its value and the command starts, in an empty folder without proxy.
 * So the flag is first asked with `=`, where nothing can start, whether it exists.
 */
export async function askGo({ subcommand, flag }: FlagQuestion, toolchain: string): Promise<Answer> {
  const command = subcommand === "test" ? ["test", "-c"] : subcommand.split(" ");
  const known = await run([...command, `-${flag}=@@`, STOP], toolchain);
  if (isAbout(known, flag) || /unknown (?:sub)?command/.test(known)) return "unknown";
  if (/invalid boolean value "@@"/.test(known) || /neither 'auto' nor a valid bool/.test(known))
    return "boolean";
  // Some booleans take any text behind `=`.
  if (!takesAnyText.has(`${subcommand} ${flag}`)) return "value";
  return isAbout(await run([...command, `-${flag}`, STOP], toolchain), STOP.slice(1)) ? "boolean" : "value";
}

const takesAnyText: ReadonlySet<string> = new Set(["get u", "list json"]);

function isAbout(output: string, flag: string): boolean {
  const name = flag.replaceAll(".", "\\.");
  return (
    new RegExp(`flag provided but not defined: --?${name}(?:\\s|$)`).test(output) ||
    new RegExp(`unknown flag --?${name}(?:=@@)? cannot be used with -c`).test(output) ||
    new RegExp(`flag --?${name}(?:=@@)? is not a 'go test' flag`).test(output)
  );
}

let emptyFolder: string | undefined;

async function run(args: readonly string[], toolchain: string): Promise<string> {
  emptyFolder ??= mkdtempSync(join(tmpdir(), "flag-table-"));
  const { stdout, stderr } = await runGo(args, {
    folder: emptyFolder,
    environment: { GOTOOLCHAIN: toolchain, GOPROXY: "off" },
  });
  return stdout + stderr;
}
