/** The completion scripts, pressed Tab on in the shells themselves. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rules } from "../src/rules/index.gen.ts";

setDefaultTimeout(60_000);

const shells = ["bash", "zsh", "fish"] as const;
const program = join(import.meta.dir, "../src/cli/main.ts");
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-completion-"));
  writeFileSync(join(folder, "only-file.log"), "");
  for (const shell of shells) {
    const done = spawnSync(process.execPath, ["--no-install", program, "completion", shell], {
      encoding: "utf8",
    });
    if (done.status !== 0) throw new Error(done.stderr);
    writeFileSync(join(folder, `completion.${shell}`), done.stdout);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script in a shell that reads no file of the user. */
function say(shell: string, words: readonly string[], script: string): string {
  const done = spawnSync(shell, [...words, script], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, TERM: "dumb", LC_ALL: "C.UTF-8" },
  });
  expect(done.stderr).toBe("");
  return done.stdout;
}

/** What bash offers for these words, split as bash splits them. */
function inBash(words: readonly string[]): readonly string[] {
  const script = [
    "source ./completion.bash",
    `COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})`,
    "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))",
    "_breakwater",
    'if ((${#COMPREPLY[@]})); then printf "%s\\n" "${COMPREPLY[@]}"; fi',
  ].join("\n");
  return linesOf(say("bash", ["--noprofile", "--norc", "-c"], script));
}

/** What fish offers after this line, without descriptions. */
function inFish(line: string): readonly string[] {
  const script = `source ./completion.fish; complete -C '${line}'`;
  return linesOf(say("fish", ["--no-config", "-c"], script)).map((offer) => offer.split("\t")[0] ?? "");
}

/**
 * What an interactive zsh runs after these keys: it sits at a pseudo-terminal of another zsh, with a function in the
 * place of the program that prints its arguments.
 */
function inZsh(keys: string): string {
  const script = [
    "zmodload zsh/zpty",
    "zpty inner zsh -f -i",
    "ready() { zpty -r inner answer '*READY*' }",
    "zpty -w inner 'stty -echo; PS1= PS2= PROMPT_EOL_MARK=; unsetopt zle_bracketed_paste'",
    "zpty -w inner 'autoload -U compinit && compinit -u -D && source ./completion.zsh'",
    "zpty -w inner 'breakwater() { print -r -- \"<<<$*>>>\" }; print REA''DY'",
    "ready",
    `zpty -w inner $'${keys}'`,
    "zpty -r inner answer '*<<<*>>>*'",
    "print -r -- ${${answer##*<<<}%%>>>*}",
    "zpty -d inner",
  ].join("\n");
  return say("zsh", ["-f", "-c"], script).trim();
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

/** A shell that is not installed is a skip that can be seen. */
function inShell(shell: (typeof shells)[number], tests: () => void): void {
  if (Bun.which(shell) === null)
    test.skip(`${shell} is not installed: its completion is not tried`, () => undefined);
  else describe(shell, tests);
}

inShell("bash", () => {
  test("offers commands, and those of a command that has some", () => {
    expect(inBash(["breakwater", ""])).toEqual([
      "check",
      "env",
      "diagnose",
      "fix",
      "init",
      "verify",
      "inspect",
      "tools",
      "proxy",
      "explain",
      "completion",
    ]);
    expect(inBash(["breakwater", "e"])).toEqual(["env", "explain"]);
    expect(inBash(["breakwater", "explain", "ta"])).toContain("tags");
    expect(inBash(["breakwater", "tools", "p"])).toContain("pin");
    expect(inBash(["breakwater", "completion", ""])).toEqual(["bash", "zsh", "fish"]);
  });

  test("offers the options of the command and no other's", () => {
    expect(inBash(["breakwater", "env", "--"])).toEqual([
      "--site",
      "--format",
      "--ref",
      "--mentions",
      "--help",
    ]);
    expect(inBash(["breakwater", "check", "--no"])).toEqual(["--no-suppressions"]);
    expect(inBash(["breakwater", "explain", "tags", "--a"])).toEqual(["--against"]);
    expect(inBash(["breakwater", "-"])).toContain("--version");
  });

  test("offers the values of an option, also behind an equals sign", () => {
    expect(inBash(["breakwater", "check", "--format", "j"])).toEqual(["json", "junit"]);
    expect(inBash(["breakwater", "check", "--format", "=", "sa"])).toEqual(["sarif"]);
    expect(inBash(["breakwater", "check", "--format", "="])).toContain("human");
    expect(inBash(["breakwater", "check", "--report", "sa"])).toEqual(["sarif="]);
    expect(inBash(["breakwater", "check", "--report", "sarif", "="])).toEqual([]);
  });

  test("offers every rule where a rule is meant", () => {
    expect(inBash(["breakwater", "fix", "--rule", ""])).toEqual(rules.map(({ id }) => id));
    expect(inBash(["breakwater", "explain", "toolchain/go-older"])).toContain(
      "toolchain/go-older-than-module",
    );
  });

  test("offers nothing of its own where a file is meant, so that bash names the files", () => {
    expect(inBash(["breakwater", "diagnose", ""])).toEqual([]);
    expect(inBash(["breakwater", "check", "--output", ""])).toEqual([]);
    expect(
      say("bash", ["--noprofile", "--norc", "-c"], "source ./completion.bash; complete -p breakwater"),
    ).toBe("complete -o default -F _breakwater breakwater\n");
  });
});

inShell("zsh", () => {
  test("completes commands, options and their values while they are typed", () => {
    expect(inZsh("breakwater che\\t--fo\\tsar\\t")).toBe("check --format sarif");
    expect(inZsh("breakwater check --format=sar\\t")).toBe("check --format=sarif");
    expect(inZsh("breakwater check --report sar\\tonly\\t")).toBe("check --report sarif=only-file.log");
    expect(inZsh("breakwater expl\\ttags --ag\\t")).toBe("explain tags --against");
    expect(inZsh("breakwater explain toolchain/go-older-than-m\\t")).toBe(
      "explain toolchain/go-older-than-module",
    );
  });

  test("completes files where a file is meant", () => {
    expect(inZsh("breakwater diagnose only\\t")).toBe("diagnose only-file.log");
    expect(inZsh("breakwater check --output only\\t")).toBe("check --output only-file.log");
  });

  test("works as a file of fpath, too", () => {
    const script = [
      "mkdir -p functions && cp completion.zsh functions/_breakwater && fpath=($PWD/functions $fpath)",
      "autoload -U compinit && compinit -u -D && print -r -- ${_comps[breakwater]}",
    ].join("\n");
    expect(say("zsh", ["-f", "-c"], script)).toBe("_breakwater\n");
  });
});

inShell("fish", () => {
  test("offers commands, and those of a command that has some", () => {
    expect([...inFish("breakwater ")].sort()).toEqual([
      "check",
      "completion",
      "diagnose",
      "env",
      "explain",
      "fix",
      "init",
      "inspect",
      "proxy",
      "tools",
      "verify",
    ]);
    expect(inFish("breakwater explain ta")).toContain("tags");
    expect([...inFish("breakwater completion ")].sort()).toEqual(["bash", "fish", "zsh"]);
  });

  test("offers options of the command and their values", () => {
    expect(inFish("breakwater check --no")).toEqual(["--no-suppressions"]);
    expect([...inFish("breakwater check --format j")].sort()).toEqual(["json", "junit"]);
    expect(inFish("breakwater explain tags --a")).toEqual(["--against"]);
    expect(inFish("breakwater fix --rule toolchain/go-older-than-m")).toEqual([
      "toolchain/go-older-than-module",
    ]);
  });

  test("offers files where a file is meant", () => {
    expect(inFish("breakwater diagnose only")).toEqual(["only-file.log"]);
    expect(inFish("breakwater check --output only")).toEqual(["only-file.log"]);
  });
});
