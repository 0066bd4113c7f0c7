import type { GoDirective, ToolchainDirective } from "../go/modfile/model.ts";
import type { GoCommand } from "./site.ts";

/** The go and toolchain lines that decide a command's toolchain: those of go.work where there is one, else of -modfile. */
export interface LinesInEffect {
  readonly file: string;
  readonly go: GoDirective | undefined;
  readonly toolchain: ToolchainDirective | undefined;
}

export function linesInEffect(
  command: Pick<GoCommand, "module" | "workspace"> & Partial<Pick<GoCommand, "go">>,
): LinesInEffect | undefined {
  if (command.workspace) return { ...pick(command.workspace.work), file: command.workspace.file };
  const module = command.go?.modFile ?? command.module;
  return module && { ...pick(module.mod), file: module.file };
}

function pick(lines: Pick<LinesInEffect, "go" | "toolchain">): Pick<LinesInEffect, "go" | "toolchain"> {
  return { go: lines.go, toolchain: lines.toolchain };
}
