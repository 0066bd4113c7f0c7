/** action.yml, run step by step against a loopback server that has the compiled executable as a release. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import manifest from "../../package.json" with { type: "json" };
import { compileOnce } from "./compile-once.ts";
import { git, gitEnvironment, pullRequestWorld } from "./git-world.ts";
import { checksumLine, type ReleaseServer, startReleaseServer } from "./release-server.ts";
import { type ActionResult, type ActionRun, runAction } from "./run-action.ts";

setDefaultTimeout(180_000);

const root = join(import.meta.dir, "../..");
const { version } = manifest;
const arch = process.arch === "arm64" ? "arm64" : "x64";
const file = `breakwater-${version}-linux-${arch}.gz`;
const pathOf = (name: string): string => `/acme/breakwater/releases/download/v${version}/${name}`;

let work = "";
let server: ReleaseServer;
let program: Uint8Array;
let executable = "";
let count = 0;
let world: ReturnType<typeof pullRequestWorld>;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "breakwater-action-"));
  server = await startReleaseServer();
  executable = compileOnce();
  program = gzipSync(readFileSync(executable), { level: 1 });
  world = pullRequestWorld(join(work, "world"));
  server.serve(pathOf(file), program);
});

afterAll(async () => {
  await server.stop();
  rmSync(dirname(executable), { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
});

/** The action as a runner unpacks it, with these checksums. */
function unpackAction(checksums: string): string {
  const action = join(work, `run-${++count}`, "_actions", "acme", "breakwater", `v${version}`);
  mkdirSync(action, { recursive: true });
  cpSync(join(root, "action.yml"), join(action, "action.yml"));
  cpSync(join(root, "action"), join(action, "action"), { recursive: true });
  writeFileSync(join(action, "checksums.txt"), checksums);
  return action;
}

/** What actions/checkout makes of a commit. */
function checkout(commit: string, depth: number): string {
  const folder = join(work, `checkout-${++count}`);
  mkdirSync(folder);
  git(folder, "init", "-q");
  git(folder, "remote", "add", "origin", `file://${join(work, "world")}`);
  git(folder, "-c", "protocol.file.allow=always", "fetch", "-q", `--depth=${depth}`, "origin", commit);
  git(folder, "checkout", "-q", "FETCH_HEAD");
  return folder;
}

function act(more: Partial<ActionRun> & { readonly checksums?: string } = {}): Promise<ActionResult> {
  const { checksums = checksumLine(file, program), environment, ...rest } = more;
  const action = unpackAction(checksums);
  return runAction({
    action,
    workspace: work,
    temporary: join(dirname(action), "temporary"),
    environment: {
      ...gitEnvironment,
      GITHUB_SERVER_URL: server.url,
      RUNNER_OS: "Linux",
      RUNNER_ARCH: arch.toUpperCase(),
      ...environment,
    },
    ...rest,
  });
}

const pullRequest = (): Partial<ActionRun> => ({
  github: { action_repository: "acme/breakwater", "event.pull_request.base.sha": world.main },
  environment: { GITHUB_SHA: world.merge, GITHUB_BASE_REF: "main" },
});

describe("the action", () => {
  test("annotates only what the pull request brings, sums it up, writes SARIF and fails", async () => {
    const workspace = checkout(world.merge, 2);
    const run = await act({ ...pullRequest(), workspace, inputs: { sarif: "breakwater.sarif" } });
    expect(run.output).toContain(`Breakwater ${version} for linux-${arch}, SHA-256 verified`);
    expect(run.output.match(/^::error file=.*?,/gm)).toEqual(["::error file=Dockerfile,"]);
    expect(run.exit).toBe(1);
    expect(run.summary).toStartWith("### Breakwater: 1 new finding, it fails the job\n");
    expect(run.summary).toContain("`Dockerfile:1`");
    expect(run.summary).not.toContain("old/Dockerfile");
    expect(run.summary.split("\n").length).toBeLessThan(60);
    expect(run.outputs).toEqual({ sarif: "breakwater.sarif" });
    const sarif = JSON.parse(readFileSync(join(workspace, "breakwater.sarif"), "utf8"));
    expect(sarif.runs[0].results).toHaveLength(1);
    console.log(
      `action: ${run.milliseconds.toFixed(0)} ms beside checkout, ${run.processorMilliseconds.toFixed(0)} ms of processors`,
    );
  });

  test("fetches the one commit that a checkout of depth 1 lacks", async () => {
    const workspace = checkout(world.merge, 1);
    const run = await act({ ...pullRequest(), workspace });
    expect(run.output.match(/^::error file=.*?,/gm)).toEqual(["::error file=Dockerfile,"]);
    expect(run.exit).toBe(1);
  });

  test("says in one line what to do when that commit cannot be had", async () => {
    const workspace = checkout(world.merge, 1);
    git(workspace, "remote", "set-url", "origin", "file:///nonexistent");
    const run = await act({ ...pullRequest(), workspace });
    expect(run.exit).toBe(2);
    expect(run.output.match(/^::error.*$/gm)).toEqual([
      `::error title=Breakwater::breakwater: Cannot read revision "${world.main}": this clone is shallow and does not have it (git fetch --depth=1 origin ${world.main})`,
    ]);
  });

  test.skipIf(process.getuid?.() !== 0)(
    "reads a checkout that belongs to another user, as in containers",
    async () => {
      const workspace = checkout(world.merge, 2);
      chownSync(workspace, 65534, 65534);
      expect(() => git(workspace, "status")).toThrow("dubious ownership");
      const run = await act({ ...pullRequest(), workspace });
      expect(run.output.match(/^::error file=.*?,/gm)).toEqual(["::error file=Dockerfile,"]);
    },
  );

  test("compares a checkout of the branch itself with where it left the base", async () => {
    const workspace = join(work, `checkout-${++count}`);
    git(work, "clone", "-q", `file://${join(work, "world")}`, workspace);
    git(workspace, "checkout", "-q", world.head);
    const run = await act({ ...pullRequest(), workspace });
    expect(run.output.match(/^::error file=.*?,/gm)).toEqual(["::error file=Dockerfile,"]);
  });

  test("reports everything on a push, and with new-from: none", async () => {
    const workspace = checkout(world.merge, 1);
    const files = ["Dockerfile", "later/Dockerfile", "old/Dockerfile"];
    const found = (run: ActionResult): (string | undefined)[] =>
      [...run.output.matchAll(/^::error file=(.*?),/gm)].map(([, name]) => name).sort();
    const pushed = await act({ workspace, github: { action_repository: "acme/breakwater" } });
    expect(found(pushed)).toEqual(files);
    const whole = await act({ ...pullRequest(), workspace, inputs: { "new-from": "none" } });
    expect(found(whole)).toEqual(files);
  });

  test("says that its path is no folder, as what could not run", async () => {
    const run = await act({
      ...pullRequest(),
      workspace: checkout(world.merge, 2),
      inputs: { path: "nope" },
    });
    expect(run.exit).toBe(2);
    expect(run.output).toEndWith(
      '\n::error title=Breakwater::Cannot look at "nope" (input path): no such folder\n',
    );
  });

  test("takes inputs as texts, never as commands", async () => {
    const run = await act({
      ...pullRequest(),
      workspace: checkout(world.merge, 2),
      inputs: { path: '"; touch owned; echo "', "new-from": "$(touch owned)", "fail-on": "enforce" },
    });
    expect(run.exit).toBe(2);
    expect(await Bun.file(join(work, "owned")).exists()).toBe(false);
  });
});

describe("the download", () => {
  const one = (run: ActionResult): string => {
    const lines = run.output.trim().split("\n");
    expect(lines).toHaveLength(1);
    expect(run.exit).toBe(1);
    expect(run.paths).toEqual([]);
    return lines[0] ?? "";
  };
  const github = { action_repository: "acme/breakwater" };

  test("that is not what was released stops with one line", async () => {
    const line = one(await act({ github, checksums: `${"0".repeat(64)}  ${file}\n` }));
    expect(line).toMatch(
      /^::error title=Breakwater::.* is not what was released: its SHA-256 is [0-9a-f]{64}, /,
    );
  });

  test("that is not there stops with one line", async () => {
    const line = one(await act({ github: { action_repository: "acme/other" } }));
    expect(line).toContain(
      `cannot download ${server.url}/acme/other/releases/download/v${version}/${file}: `,
    );
    expect(line).toContain("404");
  });

  test("that breaks off stops with one line", async () => {
    server.interrupt(pathOf(file), program);
    expect(one(await act({ github }))).toContain("cannot download ");
    server.serve(pathOf(file), program);
  });

  test("of a version without a checksum is not begun", async () => {
    const before = server.asked.length;
    const line = one(await act({ github, inputs: { version: "v9.9.9" } }));
    expect(line).toContain(`no checksum of breakwater-9.9.9-linux-${arch}.gz in this action's checksums.txt`);
    expect(one(await act({ github, inputs: { version: "../x" } }))).toContain("is no version");
    expect(server.asked.length).toBe(before);
  });

  test.each([
    ["Linux", "X64", "linux-x64.gz"],
    ["Linux", "ARM64", "linux-arm64.gz"],
    ["macOS", "X64", "darwin-x64.gz"],
    ["macOS", "ARM64", "darwin-arm64.gz"],
    ["Windows", "X64", "windows-x64.exe.gz"],
    ["Windows", "ARM64", "windows-x64.exe.gz"],
  ])("on %s %s is %s, also where the action does not know its repository", async (os, machine, end) => {
    const name = `breakwater-${version}-${end}`;
    // Only the download is looked at: the program behind it is one line of shell.
    const bytes = gzipSync(`#!/bin/sh\necho ${version}\n`);
    server.serve(pathOf(name), bytes);
    const run = await act({
      checksums: checksumLine(name, bytes),
      environment: { RUNNER_OS: os, RUNNER_ARCH: machine },
      workspace: checkout(world.merge, 1),
    });
    expect(server.asked).toContain(pathOf(name));
    expect(run.output).toContain("SHA-256 verified");
    server.serve(pathOf(file), program);
  });

  test("is verified where there is shasum instead of sha256sum, as on macOS", async () => {
    const tools = join(work, "tools");
    mkdirSync(tools);
    for (const name of [
      "bash",
      "curl",
      "gzip",
      "cut",
      "awk",
      "mkdir",
      "rm",
      "chmod",
      "dirname",
      "tail",
      "git",
      "sed",
      "wc",
      "cat",
      "perl",
    ]) {
      const path = Bun.which(name);
      if (path) symlinkSync(path, join(tools, name));
    }
    const shasum = Bun.which("shasum");
    if (!shasum) throw new Error("This machine has no shasum");
    symlinkSync(shasum, join(tools, "shasum"));
    const bytes = gzipSync(`#!/bin/sh\necho ${version}\n`);
    server.serve(pathOf(file), bytes);
    const checksums = checksumLine(file, bytes);
    const run = await act({
      github,
      checksums,
      environment: { PATH: tools },
      workspace: checkout(world.merge, 1),
    });
    expect(run.output).toContain("SHA-256 verified");
    const line = one(
      await act({ github, environment: { PATH: tools }, checksums: `${"0".repeat(64)}  ${file}\n` }),
    );
    expect(line).toContain("is not what was released");
  });

  test("for a machine that has none stops with one line", async () => {
    const line = one(await act({ github, environment: { RUNNER_ARCH: "ARM" } }));
    expect(line).toBe("::error title=Breakwater::there is no executable for Linux on ARM");
  });
});

test("the action's version is this package's", () => {
  expect(readFileSync(join(root, "action.yml"), "utf8")).toContain(`default: "${version}"`);
  expect(readFileSync(join(root, "templates/breakwater.gitlab-ci.yml"), "utf8")).toContain(
    `BREAKWATER_VERSION: "${version}"`,
  );
});
