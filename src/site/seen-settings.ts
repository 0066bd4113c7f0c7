/** What the go commands of a site find in their environment and in the file of `go env -w`. */
import type { Place } from "../text/span.ts";
import type { Setting } from "./environment.ts";
import type { GoCommand, Site } from "./site.ts";

export interface SeenSetting {
  readonly name: string;
  readonly text: string;
  /** The line that sets it. */
  readonly at: Place;
  readonly by: string;
  /** The commands that see it, in order; there is at least one. */
  readonly commands: readonly GoCommand[];
}

/** Settings with known values that a person wrote, each line once; names as given, or all that start with GO or CGO_. */
export function seenSettings(site: Site, names?: readonly string[]): readonly SeenSetting[] {
  const seen = new Map<string, SeenSetting & { commands: GoCommand[] }>();
  for (const command of site.commands) {
    const { environment } = command;
    // Most commands see none of a few names, and there are thousands of commands.
    if (names && !names.some((name) => environment.get(name) ?? environment.getWritten(name))) continue;
    for (const [name, setting] of [...environment.entries(), ...environment.writtenEntries()]) {
      if (names ? !names.includes(name) : !/^C?GO/.test(name)) continue;
      if (!isInEffect(name, setting, command)) continue;
      const { value, at, by } = setting;
      if (value.kind === "unknown" || !at) continue;
      const key = `${name}\0${value.text}\0${at.file}\0${at.span.start}`;
      const entry = seen.get(key);
      if (entry) entry.commands.push(command);
      else seen.set(key, { name, text: value.text, at, by, commands: [command] });
    }
  }
  return [...seen.values()];
}

/** A shell variable that was never exported stays in the shell, and an image's own settings are not for the reader to edit. */
function isInEffect(name: string, setting: Setting, { environment }: GoCommand): boolean {
  if (setting.by === "assignment" || setting.by.startsWith("set by image")) return false;
  if (setting.by.startsWith("for ")) return false;
  const effective = environment.goSetting(name);
  return effective === undefined || effective === setting;
}
