/** The variables that a make command is given: on its command line, and by its environment. */
import type { Makefile, MakeScope } from "../../workspace/make/model.ts";
import { type Environment, type Setting, unexported } from "../environment.ts";
import type { Value } from "../value.ts";
import { numberOf } from "./machine-key.ts";
import { makefileFacts } from "./makefile-facts.ts";

/** Variables that make is given: on its command line, and by its environment. */
export type Outside = Pick<MakeScope, "overrides" | "environment">;

/** Command-line variables, and those of the environment where the file says `?=`, `+=` or nothing. */
export function outsideVariables(
  makefile: Makefile,
  environment: Environment,
  given: ReadonlyMap<string, Value>,
  own: ReadonlyMap<string, string> = new Map(),
): Outside {
  const overrides = new Map<string, string | undefined>();
  const outer = new Map<string, string | undefined>();
  const { open } = makefileFacts(makefile);
  const exported = exportedTo(open);
  const question = `outside ${numberOf(makefile)}`;
  const settings = environment.entriesFor(question, (any) => JSON.stringify(exported(any.peekEntries())));
  for (const [name, text] of exported(settings)) outer.set(name, text);
  const ofRunner = namesOfRunner(environment);
  for (const name of open) if (ofRunner?.test(name) && !environment.get(name)) outer.set(name, undefined);
  for (const [name, text] of own) if (open.has(name)) outer.set(name, text);
  for (const [name, value] of given) overrides.set(name, plainText(value));
  return { overrides, environment: outer };
}

/** Those of some names that programs see, as make reads them. */
function exportedTo(
  names: ReadonlySet<string>,
): (settings: Iterable<readonly [string, Setting]>) => readonly (readonly [string, string | undefined])[] {
  return (settings) =>
    [...settings].flatMap(([name, { value, by }]) =>
      names.has(name) && by !== unexported && name !== "MAKEFLAGS" ? [[name, plainText(value)] as const] : [],
    );
}

/** What the runner of a CI system sets, with values that only a run knows. */
function namesOfRunner(environment: Environment): RegExp | undefined {
  if (environment.get("GITHUB_ACTIONS")) return /^(?:GITHUB|RUNNER)_/;
  if (environment.get("GITLAB_CI")) return /^(?:CI|GITLAB)_/;
  return environment.get("CIRCLECI") ? /^CIRCLE_/ : undefined;
}

/** Make expands what it is given wherever it uses it. */
function plainText(value: Value): string | undefined {
  return value.kind === "known" && !value.text.includes("$") ? value.text : undefined;
}

/** Variables that make finds in its environment and assigns; SHELL it keeps for itself. */
export function namesHandedOn(makefile: Makefile, environment: Environment): readonly string[] {
  const { defined, open } = makefileFacts(makefile);
  const names = (from: Iterable<readonly [string, Setting]>): readonly string[] =>
    [...from].flatMap(([name, { by, value }]) => {
      const isAssigned = defined.has(name) && (value.kind === "known" || !open.has(name));
      return isAssigned && by !== unexported && name !== "SHELL" && name !== "MAKEFLAGS" ? [name] : [];
    });
  const question = `handed on ${numberOf(makefile)}`;
  return names(environment.entriesFor(question, (any) => names(any.peekEntries()).join(" ")));
}

const textsOfOutside = new WeakMap<Outside, string>();

/** Equal for equal variables. One call of make asks it for each of its recipes. */
export function textOfOutside(outside: Outside): string {
  const known = textsOfOutside.get(outside);
  if (known !== undefined) return known;
  const { overrides, environment = [] } = outside;
  const text = [...overrides, "", ...environment].map((each) => JSON.stringify(each)).join("\0");
  textsOfOutside.set(outside, text);
  return text;
}

/** Whether make is given a value of the name that nobody knows. */
export function isOpenOutside(name: string, { overrides, environment }: Outside): boolean {
  if (overrides.has(name)) return overrides.get(name) === undefined;
  return environment?.has(name) === true && environment.get(name) === undefined;
}
