import { flagsOfSubcommand } from "../../go/flag-table.ts";
import { readGoCall } from "../../site/go-arguments.ts";
import { leastMinorOfGo, minorOfGo } from "../../site/minor-of-go.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/unknown-flag",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-unknown-flag"],
  summary: "A go command is given a flag that it does not have, or not in this version: it stops at once.",
  why: "Each go subcommand has its own flags, and versions add and drop some. An unknown one ends the command with exit status 2.",
  remedy: "Delete the flag, or use a Go that has it.",
  reads: "command",

  *check({ command }) {
    if (command.failure.kind === "handled" || command.binary.startsWith("$")) return;
    if (!flagsOfSubcommand(command.subcommand)) return;
    const words = command.subcommand.split(" ").map((text) => ({
      text,
      value: { kind: "known" as const, text, at: undefined },
      at: command.at,
    }));
    const exact = minorOfGo(command.go);
    const minor = leastMinorOfGo(command.go);
    const { parsed, arguments: args } = readGoCall(
      [...words, ...command.arguments],
      minor === undefined ? undefined : `1.${minor}`,
    );
    for (const problem of parsed.problems) {
      if (problem.kind !== "unknown-flag" && problem.kind !== "other-version") continue;
      // A release newer than the least that can run may have it.
      const mayCome = problem.kind === "other-version" && exact === undefined && problem.until === undefined;
      if (mayCome) continue;
      const word = args[problem.index];
      // Behind a word that is not known a flag may be that word's value.
      const isSure = args
        .slice(0, problem.index + 1)
        .every(({ value, text }) => value.kind === "known" && !/\$\{?[@*]/.test(text));
      if (!word || !isSure) continue;
      const range =
        problem.kind === "other-version"
          ? ` in Go 1.${minor}${exact === undefined ? " and newer" : ""}${since(problem.since)}${until(problem.until)}`
          : "";
      yield {
        at: word.at,
        message: `"go ${command.subcommand}" has no flag -${problem.name}${range} and stops: ${problem.message}`,
        evidence: [
          { at: command.at, shows: "this command stops" },
          ...(problem.kind === "other-version" && command.go.installed
            ? [{ at: command.go.installed.at, shows: `it runs Go 1.${minor}` }]
            : []),
        ],
        cause: `go ${command.subcommand} -${problem.name}`,
      };
    }
  },
});

function since(minor: number | undefined): string {
  return minor === undefined || minor === 0 ? "" : ` (Go 1.${minor} brought it)`;
}

function until(minor: number | undefined): string {
  return minor === undefined ? "" : ` (Go 1.${minor} dropped it)`;
}
