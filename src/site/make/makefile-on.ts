/** A Makefile as it reads on a machine whose platform files show: `ifeq ($(shell uname),Darwin)` is then decided. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Makefile, MakeShell } from "../../workspace/make/model.ts";
import type { ShellNode } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { bareMachine } from "../bare-machine.ts";
import { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import { evaluateSubstitution } from "../shell/evaluate-substitution.ts";
import { unknown } from "../value.ts";

const readings = new WeakMap<Makefile, Map<string, Makefile>>();

/** The file itself where nothing of the platform is known, or where it asks for nothing. */
export function makefileOn(makefile: Makefile, machine: Machine, workspace: Workspace): Makefile {
  if (!makefile.on || machine.hostOs.kind === "unknown") return makefile;
  const known = readings.get(makefile) ?? new Map<string, Makefile>();
  readings.set(makefile, known);
  const key = keyOf(machine, makefile.asksGo ? targets : []);
  const reading = known.get(key) ?? makefile.on(shellOf(machine, workspace));
  known.set(key, reading);
  return reading;
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
