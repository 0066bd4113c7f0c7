/** What the linker flags of a command say about static linking. */
import { parseGoArguments } from "../go/flag-table.ts";
import type { Place } from "../text/span.ts";
import type { GoCommand } from "./site.ts";

export interface LinkerFlags {
  /** As far as files tell: unknown parts stand as they are written. */
  readonly text: string;
  /** False when a part that is not known could hold any flag. */
  readonly isComplete: boolean;
  readonly at: Place;
}

/** The `-ldflags` of a command, its GOFLAGS included; the empty text when there are none. */
export function linkerFlags(command: GoCommand): LinkerFlags {
  const texts = command.arguments.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const { flags } = parseGoArguments(command.subcommand, texts, command.go.version);
  const flag = flags.findLast(({ name }) => name === "ldflags");
  const carrier = flag && command.arguments[flag.valueIndex ?? flag.index];
  const goflags = command.environment.goSetting("GOFLAGS")?.value;
  const isGoflagsOpen =
    goflags?.kind === "unknown" || (goflags?.kind === "known" && goflags.text.includes("-ldflags"));
  const isHidden = command.arguments.some(
    (argument, index) =>
      argument.value.kind === "unknown" &&
      !argument.value.isUnset &&
      !flags.some(({ index: at, valueIndex }) => at === index || valueIndex === index) &&
      /^[$`{]/.test(argument.text),
  );
  if (!flag || !carrier) return { text: "", isComplete: !isGoflagsOpen && !isHidden, at: command.at };
  const text = flag.value ?? "";
  // A variable that stands as the value of -X holds no flag.
  const isValue =
    carrier.value.kind === "known" ||
    !/[$`{]/.test(text.replace(/=(?:\$\{?\w+\}?|\$\([^)]*\)|\{\{[^}]*\}\})/g, ""));
  return { text, isComplete: isValue, at: carrier.at };
}
