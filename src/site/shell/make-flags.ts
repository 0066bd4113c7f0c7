/** What make commands hand to the make commands of their recipes in MAKEFLAGS, and what is stronger than a file. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import { type Environment, type MakeFlags, type Setting, unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { known, unknown, type Value } from "../value.ts";
import type { PlainCommand } from "./command-host.ts";
import type { MakeCall } from "./find-makefile.ts";
import { type MakeWords, readMakeWords } from "./make-words.ts";

/** What MAKEFLAGS says: as a make above left it, or as somebody wrote it. */
export function makeFlagsOf(environment: Environment): MakeFlags {
  const setting = environment.get("MAKEFLAGS");
  if (setting?.make) return setting.make;
  const isRead = setting?.value.kind === "known" && setting.by !== unexported;
  return flagsOfText(isRead && setting.value.kind === "known" ? setting.value.text : "", setting?.at);
}

function flagsOfText(text: string, at: Place | undefined): MakeFlags & { readonly ignoresErrors: boolean } {
  const [first = "", ...others] = text.split(/\s+/).filter((word) => word !== "");
  // The letters of the first word may do without their dash.
  const texts = [/^[A-Za-z]+$/.test(first) ? `-${first}` : first, ...others];
  const place = at ?? { file: "", span: { start: 0, end: 0 } };
  const words = readMakeWords(texts.map((word) => ({ text: word, value: known(word, at), at: place })));
  return {
    overrides: words?.overrides ?? new Map<string, Value>(),
    isDry: isDry(words),
    isEnvironmentFirst: words?.flags.has("e") === true,
    ignoresErrors: words?.flags.has("i") === true,
  };
}

/** `-n` and `-t`. */
export function isDry(words: MakeWords | undefined): boolean {
  return words?.flags.has("n") === true || words?.flags.has("t") === true;
}

type FileFlags = ReturnType<typeof flagsOfText>;

const flagsOfFiles = new WeakMap<Makefile, { readonly flags: FileFlags | undefined }>();

/** `MAKEFLAGS += …` in the file: make heeds it once it has read the file. */
export function flagsOfFile(makefile: Makefile): FileFlags | undefined {
  const known = flagsOfFiles.get(makefile) ?? { flags: readFlagsOfFile(makefile) };
  flagsOfFiles.set(makefile, known);
  return known.flags;
}

function readFlagsOfFile(makefile: Makefile): FileFlags | undefined {
  const assigned = makefile.variables.findLast(({ name, target }) => name === "MAKEFLAGS" && !target);
  if (!assigned) return undefined;
  const scope = { target: undefined, overrides: new Map() };
  const { text, holes } = makefile.expand(embedUnchanged("=$(MAKEFLAGS)"), scope);
  let known = text;
  // A word with a part that nobody knows is left out.
  for (const { start, end } of holes)
    known = known.slice(0, start) + "?".repeat(end - start) + known.slice(end);
  return flagsOfText(known.slice(1).replace(/\S*\?\S*/g, ""), assigned.at);
}

/** The variables that beat what the file assigns. */
export function strongest(
  { overrides, isEnvironmentFirst, makefile }: MakeCall,
  { environment }: Machine,
): MakeCall["overrides"] {
  if (!isEnvironmentFirst) return overrides;
  const assigned = new Set(makefile.variables.map(({ name }) => name));
  const own = [...environment.entries()].filter(
    ([name, { by }]) => by !== unexported && assigned.has(name) && !/^(?:SHELL|MAKEFLAGS)$/.test(name),
  );
  return new Map([...own.map(([name, { value }]) => [name, value] as const), ...overrides]);
}

/** MAKEFLAGS of the recipes, where the make commands in them take something over. */
export function flagsHandedDown(
  call: MakeCall,
  { at }: PlainCommand,
): readonly (readonly [string, Setting])[] {
  const { isDry, isEnvironmentFirst, makefile } = call;
  const isEmptied = (): boolean =>
    makefile.variables.some(({ name, target }) => name === "MAKEOVERRIDES" && !target);
  const overrides: MakeCall["overrides"] =
    call.overrides.size > 0 && isEmptied() ? new Map() : call.overrides;
  if (overrides.size === 0 && !isDry && !isEnvironmentFirst) return [];
  const make = { overrides, isDry, isEnvironmentFirst };
  const value = unknown("make hands its flags and variables on", at);
  return [["MAKEFLAGS", { value, at, by: "make's command line", make }]];
}
