/** What make commands hand to the make commands of their recipes in MAKEFLAGS, and what is stronger than a file. */
import { type Environment, type MakeFlags, type Setting, unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { known, unknown, type Value } from "../value.ts";
import type { PlainCommand } from "./command-host.ts";
import type { MakeCall } from "./walk-make.ts";

/** `-n` and `-t`; in a cluster only flags without a value stand before them. */
export const dry = /^(?:-[bBdeikLrRsSw]*[nt][A-Za-z]*|--(?:just-print|dry-run|recon|touch))$/;
export const environmentFirst = /^(?:-[bBdikLnrRsStw]*e[A-Za-z]*|--environment-overrides)$/;

/** What MAKEFLAGS says: as a make above left it, or as somebody wrote it. */
export function makeFlagsOf(environment: Environment): MakeFlags {
  const setting = environment.get("MAKEFLAGS");
  if (setting?.make) return setting.make;
  const overrides = new Map<string, Value>();
  const isRead = setting?.value.kind === "known" && setting.by !== unexported;
  const [first = "", ...others] =
    isRead && setting.value.kind === "known" ? setting.value.text.split(/\s+/) : [];
  // The letters of the first word may do without their dash.
  const flags = [/^[A-Za-z]+$/.test(first) ? `-${first}` : first, ...others];
  for (const word of flags) {
    const assignment = /^([A-Za-z_][\w.-]*):?=(.*)$/.exec(word);
    if (assignment?.[1]) overrides.set(assignment[1], known(assignment[2] ?? "", setting?.at));
  }
  return {
    overrides,
    isDry: flags.some((word) => dry.test(word)),
    isEnvironmentFirst: flags.some((word) => environmentFirst.test(word)),
  };
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
  const isEmptied = makefile.variables.some(({ name, target }) => name === "MAKEOVERRIDES" && !target);
  const overrides: MakeCall["overrides"] = isEmptied ? new Map() : call.overrides;
  if (overrides.size === 0 && !isDry && !isEnvironmentFirst) return [];
  const make = { overrides, isDry, isEnvironmentFirst };
  const value = unknown("make hands its flags and variables on", at);
  return [["MAKEFLAGS", { value, at, by: "make's command line", make }]];
}
