#!/usr/bin/env bun
/** The executable: hands the command line to the program and its errors to the user. */
import { UserError } from "../finding/user-error.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { version } from "./version.ts";

async function main(words: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  try {
    // Nothing but the version is loaded for this one: it answers within a blink in every hook.
    if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
      await terminal.write(`${version}\n`);
      return 0;
    }
    const { runProgram } = await import("./program.ts");
    return await runProgram(words, terminal);
  } catch (error) {
    // Exit code 1 means findings, so a bug of ours must not end with it.
    if (!(error instanceof UserError)) terminal.complain(`breakwater: this is a bug\n${stackOf(error)}`);
    else terminal.complain(`breakwater: ${error.message}${hintOf(error, terminal)}`);
    return 2;
  }
}

/** A hint that is a command begins with the program as the user started it. */
function hintOf({ hint }: UserError, { program }: Terminal): string {
  return hint === undefined ? "" : ` (${hint.replace(/^breakwater(?= )/, program)})`;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** This file is the entry of workers, too: the executable has no other. */
async function work(): Promise<void> {
  const { answerJobs } = await import("./verify/verify-worker.ts");
  answerJobs();
}

// An `await` of the whole module would keep it from being compiled to bytecode.
if (Bun.isMainThread)
  void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
  });
else void work();
