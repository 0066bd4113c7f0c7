/** The calls of go that GNU Make makes, by a program called go that writes them down; and those that the walk tells. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bareMachine } from "../../src/site/bare-machine.ts";
import { unexported } from "../../src/site/environment.ts";
import { createCommandHost, topFrame } from "../../src/site/shell/command-host.ts";
import { walkNodes } from "../../src/site/shell/walk-shell.ts";
import { unknown, type Value } from "../../src/site/value.ts";
import { embedUnchanged } from "../../src/text/embedded-text.ts";
import { readWorkspace } from "../../src/workspace/read-workspace.ts";
import { parseShell } from "../../src/workspace/shell/parse-shell.ts";
import { createMemoryTree } from "../../src/workspace/tree/memory-tree.ts";
import { writeFiles } from "../write-files.ts";

/** A shell script that calls make, and the files it finds. */
export interface MakeCase {
  readonly title: string;
  readonly script: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What the walk tells; a `?` in a call stands for what it does not know. */
export interface WalkedCalls {
  readonly calls: readonly { readonly text: string; readonly isConditional: boolean }[];
  /** Why calls may be missing. */
  readonly unknowns: readonly string[];
}

const settings = ["CGO_ENABLED", "GOFLAGS", "GOOS"];
const fakeGo = `#!/bin/sh
case "$1 $2" in "env GOOS") echo linux;; list*) echo ./...;; esac
folder=\${PWD#$ROOT}
echo "$*|\${CGO_ENABLED-}|\${GOFLAGS-}|\${GOOS-}|\${folder#/}" >>"$CALLS"
`;

/** Cases of a text: `=== title`, `$ script`, the Makefile, and files behind `-- name --`. */
export function parseMakeCases(text: string): readonly MakeCase[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const [title = "", script = "", ...rest] = part.split("\n");
      const [makefile = "", ...more] = rest.join("\n").split(/^-- (.*) --\n/m);
      const files: Record<string, string> = { Makefile: makefile };
      for (let index = 0; index < more.length; index += 2) files[more[index] ?? ""] = more[index + 1] ?? "";
      return { title, script: script.replace(/^\$ /, ""), files };
    });
}

/** Words, CGO_ENABLED, GOFLAGS, GOOS and folder of every call of go, in order. */
export function realCalls({ script, files }: MakeCase): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "make-calls-"));
  try {
    writeFiles(folder, { ...files, ".bin/go": fakeGo, ".calls": "" });
    chmodSync(join(folder, ".bin/go"), 0o755);
    const calls = join(folder, ".calls");
    const env = { PATH: `${folder}/.bin:/usr/bin:/bin`, CALLS: calls, ROOT: folder };
    Bun.spawnSync(["sh", "-c", script], { cwd: folder, env });
    return readFileSync(calls, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same as the walk tells it. */
export async function walkedCalls({ script, files }: MakeCase): Promise<WalkedCalls> {
  const workspace = await readWorkspace(createMemoryTree({ "run.sh": script, ...files }));
  const host = createCommandHost({
    workspace,
    reached: new Set(),
    resolveHole: (_, at) => unknown("hole", at),
  });
  const { body } = parseShell(embedUnchanged(script), { file: "run.sh" });
  walkNodes(body, bareMachine("the test", undefined), topFrame({ file: "run.sh" }), host);
  const calls = host.commands
    .filter(({ words: [first] }) => first?.text === "go")
    .map(({ words, machine: { environment, folder }, isConditional }) => {
      const values = settings.map((name) => {
        const setting = environment.get(name);
        if (!setting || setting.by === unexported) return environment.openReason === undefined ? "" : "?";
        return textOf(setting.value);
      });
      const texts = words.slice(1).map(({ value }) => textOf(value));
      const text = [texts.join(" "), ...values, textOf(folder).replace(/^\.?\/?/, "")].join("|");
      return { text, isConditional };
    });
  return { calls, unknowns: host.unknowns.map(({ reason }) => reason) };
}

function textOf(value: Value): string {
  if (value.kind === "known") return value.text;
  return value.isUnset ? (value.textIfUnset ?? "") : "?";
}

/** Whether a real call is the one that the walk tells, as far as it knows it. */
export function isCall(walked: string, real: string): boolean {
  const escaped = walked.replace(/[.*+^${}()|[\]\\]/g, "\\$&").replaceAll("?", "[^|]*");
  return new RegExp(`^${escaped}$`).test(real);
}
