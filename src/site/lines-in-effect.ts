import type { GoDirective, ToolchainDirective } from "../go/modfile/model.ts";
import type { GoCommand } from "./site.ts";

/** The go and toolchain lines that decide a command's toolchain: those of go.work where there is one. */
export interface LinesInEffect {
  readonly file: string;
  readonly go: GoDirective | undefined;
  readonly toolchain: ToolchainDirective | undefined;
}

export function linesInEffect(command: Pick<GoCommand, "module" | "workspace">): LinesInEffect | undefined {
  if (command.workspace) return { ...pick(command.workspace.work), file: command.workspace.file };
  return command.module && { ...pick(command.module.mod), file: command.module.file };
}

function pick(lines: Pick<LinesInEffect, "go" | "toolchain">): Pick<LinesInEffect, "go" | "toolchain"> {
  return { go: lines.go, toolchain: lines.toolchain };
}
