/**
 * A value of make that is the platform of the machine itself, whatever that is: `GOOS ?= $(LOCAL_OS)` where
 * LOCAL_OS follows from `uname`. Shown by reading the Makefile on each of a few platforms.
 */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Machine } from "../machine.ts";
import { known, type Value } from "../value.ts";
import { makefileOn } from "./makefile-on.ts";

const platforms = [
  ["linux", "amd64"],
  ["linux", "arm64"],
  ["darwin", "amd64"],
  ["darwin", "arm64"],
] as const;

interface Reading {
  readonly makefile: Makefile;
  readonly overrides: ReadonlyMap<string, string>;
  readonly machine: Machine;
  readonly workspace: Workspace;
}

/** The value with the mark that it is the machine's own GOOS or GOARCH, when the Makefile shows that. */
export function hostValue(expression: string, value: Value, reading: Reading): Value {
  const { makefile, machine } = reading;
  if (value.kind === "known" || value.isUnset || !makefile.on || machine.hostOs.kind === "known")
    return value;
  if (!/^(?:[\w.-]+|shell\s[\s\S]+)$/.test(expression)) return value;
  const texts = platforms.map(([os, arch]) => textOn(expression, os, arch, reading));
  const index = [0, 1].find((part) => platforms.every((platform, at) => platform[part] === texts[at]));
  if (index === undefined) return value;
  return {
    ...value,
    hostPart: index === 0 ? "GOOS" : "GOARCH",
    reason: `$(${expression}) is the machine's own platform on Linux and macOS`,
  };
}

function textOn(expression: string, os: string, arch: string, reading: Reading): string | undefined {
  const { makefile, overrides, machine, workspace } = reading;
  const there = { ...machine, hostOs: known(os), hostArch: known(arch) };
  const scope = { target: undefined, overrides };
  const { text, holes } = makefileOn(makefile, there, workspace).expand(
    embedUnchanged(`$(${expression})`),
    scope,
  );
  return holes.length === 0 ? text : undefined;
}
