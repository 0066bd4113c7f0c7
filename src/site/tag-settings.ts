/** Every `-tags` that a command gets, in the order in which go reads them: GOFLAGS first, then its arguments. */
import { parseGoArguments } from "../go/flag-table.ts";
import { parseGoflags } from "../go/goflags.ts";
import { parseTagsFlag, type TagsFlag } from "../go/tags-flag.ts";
import type { Place } from "../text/span.ts";
import type { GoCommand } from "./site.ts";

export interface TagSetting {
  readonly from: "GOFLAGS" | "command";
  /** The value as go gets it; undefined when files do not tell. */
  readonly text: string | undefined;
  readonly parsed: TagsFlag | undefined;
  /** Where the value was written. */
  readonly at: Place;
}

/** The last one counts. Empty when no flag is in sight, also when a word that is not known may hold one. */
export function tagSettings(command: GoCommand): readonly TagSetting[] {
  const known = settingsOf.get(command);
  if (known) return known;
  const settings = [...fromGoflags(command), ...fromArguments(command)];
  settingsOf.set(command, settings);
  return settings;
}

const settingsOf = new WeakMap<GoCommand, readonly TagSetting[]>();

function fromGoflags(command: GoCommand): readonly TagSetting[] {
  const goflags = command.environment.goSetting("GOFLAGS");
  if (goflags?.value.kind !== "known" || !mentionsTags(goflags.value.text)) return [];
  const at = goflags.value.at ?? goflags.at ?? command.at;
  return parseGoflags(goflags.value.text, command.go.version)
    .words.filter((word) => word.name === "tags")
    .map((word) => settingOf("GOFLAGS", word.value ?? "", at));
}

function fromArguments(command: GoCommand): readonly TagSetting[] {
  // Most commands have none, and reading a command line costs more than looking for the word.
  if (!command.arguments.some(({ text, value }) => mentionsTags(value.kind === "known" ? value.text : text)))
    return [];
  const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const { flags } = parseGoArguments(command.subcommand, texts, command.go.version);
  return flags
    .filter((flag) => flag.name === "tags" && flag.spec !== undefined)
    .map((flag) => {
      const carrier = command.arguments[flag.valueIndex ?? flag.index];
      const isKnown = carrier?.value.kind === "known" && flag.value !== undefined;
      return settingOf("command", isKnown ? flag.value : undefined, carrier?.at ?? command.at);
    });
}

function mentionsTags(text: string): boolean {
  return text.includes("tags");
}

function settingOf(from: TagSetting["from"], text: string | undefined, at: Place): TagSetting {
  return { from, text, parsed: text === undefined ? undefined : parseTagsFlag(text), at };
}
