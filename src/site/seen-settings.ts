/** What the go commands of a site find in their environment and in the file of `go env -w`. */
import type { Place } from "../text/span.ts";
import type { Environment, Setting } from "./environment.ts";
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
  const all = seenOf.get(site) ?? findSettings(site);
  seenOf.set(site, all);
  return names ? all.filter(({ name }) => names.includes(name)) : all;
}

/** Many rules ask, each for a few names, and a site may have thousands of commands. */
const seenOf = new WeakMap<Site, readonly SeenSetting[]>();

function findSettings(site: Site): readonly SeenSetting[] {
  const seen = new Map<string, SeenSetting & { commands: GoCommand[] }>();
  const known = new Map<Environment, readonly SettingInEffect[]>();
  for (const command of site.commands) {
    const settings = known.get(command.environment) ?? settingsInEffect(command.environment);
    known.set(command.environment, settings);
    for (const { key, ...setting } of settings) {
      const entry = seen.get(key);
      if (entry) entry.commands.push(command);
      else seen.set(key, { ...setting, commands: [command] });
    }
  }
  return [...seen.values()];
}

interface SettingInEffect extends Omit<SeenSetting, "commands"> {
  /** Equal for one line that sets one value. */
  readonly key: string;
}

function settingsInEffect(environment: Environment): readonly SettingInEffect[] {
  return [...environment.entries(), ...environment.writtenEntries()].flatMap(([name, setting]) => {
    const { value, at, by } = setting;
    if (!/^C?GO/.test(name) || value.kind === "unknown" || !at) return [];
    if (!isInEffect(name, setting, environment)) return [];
    const key = `${name}\0${value.text}\0${at.file}\0${at.span.start}`;
    return [{ key, name, text: value.text, at, by }];
  });
}

/** A shell variable that was never exported stays in the shell, and an image's own settings are not for the reader to edit. */
function isInEffect(name: string, setting: Setting, environment: Environment): boolean {
  if (setting.by === "assignment" || setting.by.startsWith("set by image")) return false;
  if (setting.by.startsWith("for ")) return false;
  const effective = environment.goSetting(name);
  return effective === undefined || effective === setting;
}
