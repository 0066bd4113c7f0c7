import { isVersionedCall } from "./is-versioned-call.ts";
import type { GoCommand } from "./site.ts";

/** Commands that may need modules which no go.sum line covers yet. */
const findsNew = /^(?:get|mod tidy|work sync|work vendor)$/;

/** Whether a command may load a module that go.sum does not know: only there the checksum database decides. */
export function meetsNewModules(command: GoCommand): boolean {
  if (findsNew.test(command.subcommand)) return true;
  const operands = command.arguments.map((argument) =>
    argument.value.kind === "known" ? argument.value.text : argument.text,
  );
  if (isVersionedCall(command)) return true;
  if (command.subcommand === "mod download" && operands.some((text) => /^[^-].*@[^@/]+$/.test(text)))
    return true;
  if (!/^(?:build|install|run|test|vet|list|generate|mod vendor)$/.test(command.subcommand)) return false;
  // In a workspace go adds missing lines to go.work.sum instead of stopping.
  return (
    command.mode.value === "mod" || (command.workspace !== undefined && command.mode.value === "readonly")
  );
}

/** Whether a command may fetch modules at all: not from vendor/, and not when it only asks or edits. */
export function mayFetchModules(command: GoCommand): boolean {
  if (meetsNewModules(command)) return true;
  if (
    !/^(?:build|install|run|test|vet|list|generate|mod download|mod vendor|mod graph|mod why)$/.test(
      command.subcommand,
    )
  )
    return false;
  if (command.mode.value === "vendor" && command.subcommand !== "mod vendor") return false;
  return command.module === undefined || command.module.mod.requires.length > 0;
}
