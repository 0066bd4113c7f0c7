import { type DirectiveLine, readGo, readGodebug, readReplace, readToolchain } from "./directives.ts";
import type { GoDirective, Godebug, Replace, ToolchainDirective } from "./model.ts";

/** What go.mod and go.work both say, while it is read. */
export interface SharedDraft {
  go: GoDirective | undefined;
  toolchain: ToolchainDirective | undefined;
  readonly replaces: Replace[];
  readonly godebugs: Godebug[];
}

/** Takes a directive that go.mod and go.work share; one that only one of them knows is refused as unknown. */
export function readSharedDirective(draft: SharedDraft, directive: DirectiveLine): void {
  const { keyword, refuse } = directive;
  switch (keyword) {
    case "go":
      if (draft.go) refuse("repeated go statement");
      else draft.go = readGo(directive);
      return;
    case "toolchain":
      if (draft.toolchain) refuse("repeated toolchain statement");
      else draft.toolchain = readToolchain(directive);
      return;
    case "replace":
      append(draft.replaces, readReplace(directive));
      return;
    case "godebug":
      append(draft.godebugs, readGodebug(directive));
      return;
    default:
      refuse(`unknown directive: ${keyword}`);
  }
}

/** Adds what could be read. */
export function append<T>(list: T[], value: T | undefined): void {
  if (value !== undefined) list.push(value);
}
