/**
 * A value of make that is the platform of the machine itself, whatever that is: `GOOS ?= $(LOCAL_OS)` where
 * LOCAL_OS follows from `uname`. Shown by reading the Makefile on each of a few platforms.
 */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import type { Outside } from "../shell/outside-variables.ts";
import { known, type Value } from "../value.ts";
import { makefileOn, plainReading } from "./makefile-on.ts";

const platforms = [
  ["linux", "amd64"],
  ["linux", "arm64"],
  ["darwin", "amd64"],
  ["darwin", "arm64"],
] as const satisfies readonly (readonly string[])[];

interface Reading {
  readonly makefile: Makefile;
  readonly outside: Outside;
  readonly machine: Machine;
  readonly workspace: Workspace;
}

/** The value with the mark that it is the machine's own GOOS or GOARCH, when the Makefile shows that. */
export function hostValue(expression: string, value: Value, reading: Reading): Value {
  const { makefile, machine } = reading;
  if (value.kind === "known" || value.isUnset || !makefile.asksMachine || machine.hostOs.kind === "known")
    return value;
  if (!/^(?:[\w.-]+|shell\s[\s\S]+)$/.test(expression) || !mayBePlatform(expression, makefile)) return value;
  const index = partOf(expression, reading);
  if (index === undefined) return value;
  return {
    ...value,
    hostPart: index === 0 ? "GOOS" : "GOARCH",
    reason: `$(${expression}) is the machine's own platform on Linux and macOS`,
  };
}

/** Which part of the platform an expression is, by what is given from outside and asked. */
const parts = new WeakMap<Makefile, Map<string, number | undefined>>();

function partOf(expression: string, reading: Reading): number | undefined {
  const { makefile, outside, machine } = reading;
  const plain = plainReading(makefile);
  const known = parts.get(plain) ?? new Map<string, number | undefined>();
  parts.set(plain, known);
  const given = [...outside.overrides, "", ...(outside.environment ?? [])].map((each) => `${each}`);
  const set = ["GOOS", "GOARCH"].map((name) => machine.environment.goSetting(name)?.value);
  const key = [
    expression,
    ...set.map((value) => (value?.kind === "known" ? value.text : value?.kind)),
    ...given,
  ];
  const joined = key.join("\0");
  if (known.has(joined)) return known.get(joined);
  const [first] = platforms;
  const index = (first as readonly string[]).indexOf(textOn(expression, first, reading) ?? "");
  const isPart = index !== -1 && platforms.every((on) => on[index] === textOn(expression, on, reading));
  const part = isPart ? index : undefined;
  known.set(joined, part);
  return part;
}

const namesPlatform = /\b(?:uname|arch|linux|darwin|amd64|arm64|GO(?:HOST)?(?:OS|ARCH))\b/i;
const platformNames = new WeakMap<Makefile, ReadonlySet<string>>();

/** Whether an expression, or a variable behind it, says a word from which a platform can come. */
function mayBePlatform(expression: string, makefile: Makefile): boolean {
  const plain = plainReading(makefile);
  const names = platformNames.get(plain) ?? namesOfPlatform(plain);
  platformNames.set(plain, names);
  return names.has(expression) || (/\s/.test(expression) && mentions(expression, names));
}

function mentions(text: string, names: ReadonlySet<string>): boolean {
  return namesPlatform.test(text) || referredNames(text).some((name) => names.has(name));
}

function referredNames(text: string): readonly string[] {
  return [...text.matchAll(/[\w.-]+/g)].map(([name]) => name);
}

/** Variables that hold such a word, and those that name one of them. */
function namesOfPlatform({ variables }: Makefile): ReadonlySet<string> {
  const found = new Set<string>();
  const users = new Map<string, Set<string>>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const user of users.get(name) ?? []) add(user);
  };
  for (const { name, value } of variables) {
    for (const used of value.text.includes("$") ? referredNames(value.text) : []) {
      const known = users.get(used);
      if (known) known.add(name);
      else users.set(used, new Set([name]));
    }
  }
  for (const { name, value } of variables) if (namesPlatform.test(value.text)) add(name);
  return found;
}

function textOn(
  expression: string,
  [os, arch]: (typeof platforms)[number],
  reading: Reading,
): string | undefined {
  const { makefile, outside, machine, workspace } = reading;
  const there = { ...machine, hostOs: known(os), hostArch: known(arch) };
  const scope = { target: undefined, ...outside };
  const { text, holes } = makefileOn(makefile, there, workspace).expand(
    embedUnchanged(`$(${expression})`),
    scope,
  );
  return holes.length === 0 ? text : undefined;
}
