import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newerToolchain } from "../../src/go/newer-toolchain.ts";
import { goVersionOfToolchain } from "../../src/go/toolchain-name.ts";
import { selectToolchain, type ToolchainSelection } from "../../src/go/toolchain-select.ts";
import { goEnvironment } from "../go-home.ts";
import { type GoCode, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

/** The state that the script builds up before each check. */
interface State {
  testgo: string;
  gotoolchain: string;
  mod: Lines | undefined;
  work: Lines | undefined;
}
interface Lines {
  go?: string;
  toolchain?: string;
}

test("toolchains are selected as Go's script gotoolchain_local.txt says", () => {
  const script = readGoSource("cmd/go/testdata/script/gotoolchain_local.txt");
  const state: State = { testgo: "", gotoolchain: "", mod: undefined, work: undefined };
  let selection: ToolchainSelection | undefined;
  let count = 0;
  let isInScope = true;
  for (const written of script.split("\n")) {
    const line = written.trim();
    // From here on the script is about `go install tool@version`, which reads another module's go line.
    if (line.startsWith("# avoid two-step switch")) isInScope = false;
    if (!isInScope || line === "" || line.startsWith("#")) continue;
    const check = /^(stdout|stderr) '?(.*?)'?(?: #.*)?$/.exec(line);
    if (check) {
      expect([count, line, matches(selection, check[1] ?? "", check[2] ?? "")]).toEqual([count, line, true]);
      count++;
    } else if (/^!? ?go (version|build)$/.test(line)) {
      selection = run(state, line.endsWith("build"));
    } else {
      apply(state, line);
    }
  }
  reportSuite("gotoolchain_local", count);
});

function apply(state: State, line: string): void {
  const setting = /^env (\w+)='?(.*?)'?$/.exec(line);
  const edit = /^go (mod|work) edit(?: -go=(\S+))?(?: -toolchain=(\S+))?$/.exec(line);
  if (setting?.[1] === "TESTGO_VERSION") state.testgo = setting[2] ?? "";
  else if (setting?.[1] === "GOTOOLCHAIN") state.gotoolchain = setting[2] ?? "";
  else if (setting?.[1] === "TESTGO_VERSION_SWITCH") return;
  else if (line === "go mod init m") state.mod = {};
  else if (line === "go work init") state.work = {};
  else if (line === "rm go.work") state.work = undefined;
  else if (edit) {
    const lines = (edit[1] === "mod" ? state.mod : state.work) ?? {};
    if (edit[2]) lines.go = edit[2];
    if (edit[3] === "none") delete lines.toolchain;
    else if (edit[3]) lines.toolchain = edit[3];
  } else throw new Error(`The script has a line that this test does not understand: ${line}`);
}

/** `go version` selects a toolchain and reads no module, so a go line that is too new only stops `go build`. */
function run(state: State, readsModule: boolean): ToolchainSelection {
  const lines = state.work ?? state.mod ?? {};
  const selection = selectToolchain({
    installed: state.testgo.slice("go".length),
    gotoolchain: state.gotoolchain,
    goLine: lines.go,
    toolchainLine: lines.toolchain,
    file: state.work ? "go.work" : "go.mod",
    // The script's fake switch provides every toolchain, in all modes.
    onPath: { includes: () => true },
    isPublished: () => true,
  });
  const isOnlyTooOld = /requires go >= /.test(selection.error ?? "");
  if (readsModule || !isOnlyTooOld) return selection;
  return { ...selection, outcome: selection.toolchain === state.testgo ? "runs" : "switches" };
}

function matches(selection: ToolchainSelection | undefined, stream: string, pattern: string): boolean {
  if (!selection) return false;
  const output =
    stream === "stderr"
      ? (selection.error ?? "")
      : selection.outcome === "refuses"
        ? ""
        : `go version ${selection.toolchain}`;
  return new RegExp(pattern).test(output);
}

test("a newer toolchain is picked from the released ones as in cmd/go/internal/toolchain", () => {
  const source = readGoSource("cmd/go/internal/toolchain/toolchain_test.go");
  const rows = rowsOf(readGoVariable(source, "newerToolchainTests"));
  for (const row of rows) {
    const named = row.list as GoCode | null;
    const releases = named === null ? [] : readGoVariable(source, named.code);
    if (!Array.isArray(releases)) throw new TypeError("The list of releases is none");
    const list = releases.map(textOf);
    const picked = newerToolchain(textOf(row.need), list);
    expect([row.need, list, picked === undefined ? "" : `go${picked}`]).toEqual([
      row.need ?? "",
      list,
      textOf(row.out),
    ]);
  }
  reportSuite("newerToolchain", rows.length);
});

const environment = goEnvironment(mkdtempSync(join(tmpdir(), "toolchain-home-")));

/** Runs the real go in a folder with nothing but the given GOTOOLCHAIN set. */
function runGo(args: readonly string[], folder: string, setting: string): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync(["go", ...args], {
    cwd: folder,
    env: { ...environment, GOWORK: "", GOTOOLCHAIN: setting },
  });
  return exitCode === 0 ? stdout.toString().trim() : `error: ${stderr.toString().trim()}`;
}

const installedGo = (): string => goVersionOfToolchain(runGo(["env", "GOVERSION"], "/", "local")) ?? "";

test("the real go agrees about go.work and the modules it uses", () => {
  const folder = mkdtempSync(join(tmpdir(), "toolchain-work-"));
  mkdirSync(join(folder, "m"));
  writeFileSync(join(folder, "m/m.go"), "package m\n");
  const installed = installedGo();
  const lines = [undefined, "1.18", "1.20", "1.21", "1.21.0", installed, "1.999"];
  let count = 0;
  for (const goLine of lines) {
    for (const member of lines) {
      writeFileSync(join(folder, "go.work"), `${goLine ? `go ${goLine}\n\n` : ""}use ./m\n`);
      writeFileSync(join(folder, "m/go.mod"), `module m.test\n${member ? `\ngo ${member}\n` : ""}`);
      const members = [{ folder: "m", goLine: member }];
      const selection = selectToolchain({
        installed,
        gotoolchain: "local",
        goLine,
        file: "go.work",
        members,
      });
      // What go proposes after the semicolon changes from release to release.
      const output = runGo(["list", "./m"], folder, "local").split("; to update it:")[0];
      const wanted = selection.error === undefined ? "m.test" : `error: ${selection.error}`;
      expect([goLine, member, wanted]).toEqual([goLine, member, output]);
      count++;
    }
  }
  rmSync(folder, { recursive: true });
  reportSuite("workspaces against the real go", count);
}, 60_000);

test("the real go agrees for go lines around its own version", () => {
  const installed = installedGo();
  const name = `go${installed}`;
  const [, minor = 0, patch = 0] = installed.split(".").map(Number);
  const goLines = [
    "1.16",
    "1.20",
    "1.20.7",
    "1.21",
    "1.21.0",
    "1.21rc1",
    `1.${minor}`,
    `1.${minor}rc1`,
    installed,
    `1.${minor}.0`,
  ];
  goLines.push(
    `1.${minor}.${patch + 1}`,
    `1.${minor + 1}`,
    `1.${minor + 1}rc1`,
    `1.${minor + 1}.0`,
    "1.999",
    "1.99999999999999999999",
  );
  const toolchainLines = [undefined, "default", "go1.999.0", name, "go1.20"];
  const folder = mkdtempSync(join(tmpdir(), "toolchain-select-"));
  let count = 0;
  for (const goLine of goLines) {
    for (const toolchainLine of toolchainLines) {
      for (const gotoolchain of ["local", "auto", "path", name, `${name}+path`]) {
        const selection = selectToolchain({ installed, gotoolchain, goLine, toolchainLine });
        // A switch would need the network; that go wants one is decided by the script above.
        if (selection.outcome === "switches") continue;
        const text = `module x.test/m\n\ngo ${goLine}\n${toolchainLine ? `\ntoolchain ${toolchainLine}\n` : ""}`;
        writeFileSync(join(folder, "go.mod"), text);
        const output = /^error: ([\s\S]*)/.exec(runGo(["mod", "graph"], folder, gotoolchain))?.[1];
        const wanted = [goLine, toolchainLine, gotoolchain, output ?? ""];
        expect([goLine, toolchainLine, gotoolchain, selection.error ?? ""]).toEqual(wanted);
        count++;
      }
    }
  }
  rmSync(folder, { recursive: true });
  reportSuite("toolchain selection against the real go", count);
}, 60_000);
