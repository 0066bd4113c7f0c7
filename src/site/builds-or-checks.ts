import { lastFlag, readGoCall } from "./go-arguments.ts";
import type { GoCommand } from "./site.ts";

/** Commands whose success is the point: they build, test or verify. */
const decisive = /^(?:build|install|test|vet|generate|mod verify|mod vendor)$/;

/** Whether a command builds, tests or verifies something; benchmarks and fuzzing only measure. */
export function buildsOrChecks(command: GoCommand): boolean {
  if (!decisive.test(command.subcommand)) return false;
  return command.subcommand !== "test" || !(hasFlag(command, "bench") || hasFlag(command, "fuzz"));
}

/** Whether a command has a flag of its own, also with a value. */
export function hasFlag(command: GoCommand, name: string): boolean {
  return ownFlag(command, name) !== undefined;
}

/** The last such flag of a command's own. */
export function ownFlag(command: GoCommand, name: string): ReturnType<typeof lastFlag> {
  const words = command.subcommand.split(" ").map((text) => ({
    text,
    value: { kind: "known" as const, text, at: undefined },
    at: command.at,
  }));
  return lastFlag(readGoCall([...words, ...command.arguments], undefined), name);
}
