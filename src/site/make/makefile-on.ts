/**
 * A Makefile as it reads where files show the platform, the environment and the command line:
 * `ifeq ($(shell uname),Darwin)` and `ifdef CI` are then decided.
 */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { MakeCircumstances, Makefile, MakeShell } from "../../workspace/make/model.ts";
import type { ShellNode } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { bareMachine } from "../bare-machine.ts";
import { Environment, unexported } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { evaluateSubstitution } from "../shell/evaluate-substitution.ts";
import { unknown, type Value } from "../value.ts";

const readings = new WeakMap<Makefile, Map<string, Makefile>>();

/** What stands on the command line of make, and what make itself sets. */
export interface GivenToMake {
  readonly overrides: ReadonlyMap<string, Value>;
  /** `MAKECMDGOALS`; a path of `CURDIR` is found in the tree as long as it stands as written. */
  readonly own: ReadonlyMap<string, string>;
  /** `make -e` */
  readonly isEnvironmentFirst: boolean;
}

const nothingGiven: GivenToMake = { overrides: new Map(), own: new Map(), isEnvironmentFirst: false };
/** Asks for the reading that knows the platform alone. */
const nobody: GivenToMake = { ...nothingGiven };

/** A Makefile is read again for so many calls; for the others its conditions stay open. */
const mostReadings = 6;

/** The file itself where nothing is known of what it asks for. */
export function makefileOn(
  makefile: Makefile,
  machine: Machine,
  workspace: Workspace,
  call: GivenToMake = nothingGiven,
): Makefile {
  if (!makefile.on) return makefile;
  const hasPlatform = makefile.asksMachine === true && machine.hostOs.kind === "known";
  const given = call === nobody ? undefined : givenTo(makefile, machine, call);
  if (!hasPlatform && !given) return makefile;
  const known = readings.get(makefile) ?? new Map<string, Makefile>();
  readings.set(makefile, known);
  const platform = hasPlatform ? keyOf(machine, makefile.asksGo ? targets : []) : "";
  const key = [platform, ...keyOfGiven(given, makefile)].join("\0");
  if (given && known.size >= mostReadings && !known.has(key))
    return makefileOn(makefile, machine, workspace, nobody);
  const shell = hasPlatform ? shellOf(machine, workspace) : undefined;
  const reading = known.get(key) ?? makefile.on({ shell, ...(given ? { given } : {}) });
  known.set(key, reading);
  if (!hasPlatform) plainReadings.set(reading, makefile);
  return reading;
}

const plainReadings = new WeakMap<Makefile, Makefile>();

/** The reading of the same file that was told nothing of a call. */
export function plainReading(makefile: Makefile): Makefile {
  return plainReadings.get(makefile) ?? makefile;
}

function keyOfGiven(given: MakeCircumstances["given"], { asked }: Makefile): readonly string[] {
  if (!given) return [];
  const weak = [...(given.environment ?? [])].map(([name, text = ""]) =>
    name === goals ? `${name},${asked?.keyOfGoals?.(text) ?? text}` : `${name},${text}`,
  );
  return [...[...given.overrides].map(([name, text]) => `${name},${text}`), "", ...weak];
}

const goals = "MAKECMDGOALS";

/** The known values of names that make asks for while it reads; undefined where there are none. */
function givenTo(
  { asked }: Makefile,
  { environment }: Machine,
  { overrides, own, isEnvironmentFirst }: GivenToMake,
): MakeCircumstances["given"] {
  const strong = new Map<string, string>();
  const weak = new Map<string, string>();
  for (const name of asked?.any ?? []) {
    const setting = environment.get(name);
    const isSeen = setting && setting.by !== unexported && !setting.isPerhapsExported && !ofMake.test(name);
    const text = plainText(overrides.get(name));
    const inherited =
      (name === "CURDIR" ? undefined : own.get(name)) ?? (isSeen ? plainText(setting.value) : undefined);
    if (text !== undefined) strong.set(name, text);
    else if (overrides.has(name) || inherited === undefined) continue;
    else if (isEnvironmentFirst && !own.has(name)) strong.set(name, inherited);
    else if (asked?.open.has(name)) weak.set(name, inherited);
  }
  return strong.size + weak.size === 0 ? undefined : { overrides: strong, environment: weak };
}

/** What make does not take from its environment. */
const ofMake = /^(?:MAKEFLAGS|MAKELEVEL|MAKECMDGOALS|MAKEFILE_LIST|CURDIR|SHELL|MAKE)$/;

/** Make expands what it is given wherever it uses it. */
function plainText(value: Value | undefined): string | undefined {
  return value?.kind === "known" && !value.text.includes("$") ? value.text : undefined;
}

/** Settings that `go env` prints instead of the machine's own platform. */
const targets = ["GOOS", "GOARCH"];

function keyOf({ hostOs, hostArch, environment }: Machine, asked: readonly string[]): string {
  const values = [hostOs, hostArch, ...asked.map((name) => environment.goSetting(name)?.value)];
  return values.map((value) => (value?.kind === "known" ? value.text : value ? "?" : "")).join("/");
}

/** Every reading of every Makefile asks the same. */
const bodies = new WeakMap<Workspace, Map<string, readonly ShellNode[]>>();

function bodyOf(command: string, workspace: Workspace): readonly ShellNode[] {
  const known = bodies.get(workspace) ?? new Map<string, readonly ShellNode[]>();
  bodies.set(workspace, known);
  const body =
    known.get(command) ?? parseShell(embedUnchanged(command), { file: "", span: { start: 0, end: 0 } }).body;
  known.set(command, body);
  return body;
}

/** Knows the platform and nothing else: a reading serves every job that runs on such a machine. */
function shellOf({ hostOs, hostArch, environment }: Machine, workspace: Workspace): MakeShell {
  const bare = bareMachine("the machine that runs make", undefined);
  const set = targets.flatMap((name) => {
    const setting = environment.goSetting(name);
    return setting ? [[name, setting] as const] : [];
  });
  const machine: Machine = {
    ...bare,
    hostOs,
    hostArch,
    environment: new Environment().withAll(set).withOpenReason("make's own shell is not followed"),
    folder: unknown("make's own shell is not followed"),
    mounts: [],
  };
  return (command) => {
    const body = bodyOf(command, workspace);
    const scopeOf = (inner: Machine) => ({
      file: "",
      environment: inner.environment,
      resolveHole: (expression: string) => unknown(`make computes $(${expression})`),
      parameters: undefined,
    });
    return evaluateSubstitution(body, { machine, workspace, scopeOf });
  };
}
