/** The script of the GitLab template, run by a shell against a loopback server that has a release. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import manifest from "../../package.json" with { type: "json" };
import { outputOf } from "../../scripts/output-of.ts";
import { decodeSource } from "../../src/text/source-file.ts";
import { entriesOf, itemsOf, valueAt } from "../../src/workspace/yaml/node.ts";
import { parseYaml } from "../../src/workspace/yaml/parse-yaml.ts";
import { compileOnce } from "./compile-once.ts";
import { git, gitEnvironment, pullRequestWorld } from "./git-world.ts";
import { checksumLine, type ReleaseServer, startReleaseServer } from "./release-server.ts";

setDefaultTimeout(180_000);

const template = join(import.meta.dir, "../../templates/breakwater.gitlab-ci.yml");
const job = valueAt(parseYaml(decodeSource(template, readFileSync(template))).root, "breakwater");
const arch = process.arch === "arm64" ? "arm64" : "x64";
const file = `breakwater-${manifest.version}-linux-${arch}.gz`;
const address = `/group/breakwater/-/releases/v${manifest.version}/downloads/${file}`;

let work = "";
let server: ReleaseServer;
let program: Uint8Array;
let executable = "";
let world: ReturnType<typeof pullRequestWorld>;
let count = 0;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), "breakwater-gitlab-"));
  server = await startReleaseServer();
  executable = compileOnce();
  program = gzipSync(readFileSync(executable), { level: 1 });
  world = pullRequestWorld(join(work, "world"));
  server.serve(address, program);
});

afterAll(async () => {
  await server.stop();
  rmSync(dirname(executable), { recursive: true, force: true });
  rmSync(work, { recursive: true, force: true });
});

/** Runs the job as GitLab does: variables of the job, then those of the pipeline, the script's items in one shell. */
async function runJob(
  variables: Readonly<Record<string, string>>,
): Promise<{ exit: number; output: string; folder: string }> {
  const folder = join(work, `checkout-${++count}`);
  mkdirSync(folder);
  git(folder, "init", "-q");
  git(folder, "remote", "add", "origin", `file://${join(work, "world")}`);
  git(folder, "fetch", "-q", "--depth=1", "origin", world.merge);
  git(folder, "checkout", "-q", "FETCH_HEAD");
  const own = entriesOf(valueAt(job, "variables")).map(({ key, value }) => [
    key.text,
    value?.kind === "scalar" ? value.text : "",
  ]);
  const script = itemsOf(valueAt(job, "script")).map((item) => (item.kind === "scalar" ? item.text : ""));
  const child = Bun.spawn(["sh", "-c", script.join("\n")], {
    cwd: folder,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: {
      ...gitEnvironment,
      CI_SERVER_URL: server.url,
      ...Object.fromEntries(own),
      BREAKWATER_PROJECT: "group/breakwater",
      BREAKWATER_CHECKSUMS: checksumLine(file, program),
      ...variables,
    },
  });
  const { exitCode, stdout, stderr } = await outputOf(child);
  return { exit: exitCode, output: stdout + stderr, folder };
}

describe("the GitLab template", () => {
  test("reports what a merge request brings, as Code Quality and as a summary, and fails", async () => {
    const { exit, output, folder } = await runJob({ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: world.main });
    expect(output).toContain("Dockerfile:1");
    expect(output).not.toContain("old/Dockerfile");
    expect(exit).toBe(1);
    const entries = JSON.parse(readFileSync(join(folder, "gl-code-quality-report.json"), "utf8"));
    expect(entries.map((entry: { location: { path: string } }) => entry.location.path)).toEqual([
      "Dockerfile",
    ]);
    expect(readFileSync(join(folder, "breakwater-summary.md"), "utf8")).toStartWith(
      "### Breakwater: 1 new finding",
    );
  });

  test("reports everything where there is no merge request", async () => {
    const { exit, output } = await runJob({});
    expect(output).toContain("old/Dockerfile");
    expect(exit).toBe(1);
  });

  test("stops with one line for a wrong checksum, no checksum, no project and a missing release", async () => {
    const wrong = await runJob({ BREAKWATER_CHECKSUMS: `${"0".repeat(64)}  ${file}` });
    expect(wrong).toMatchObject({ exit: 2 });
    expect(wrong.output).toMatch(/^breakwater: .* is not what was released: .*\n$/);
    const none = await runJob({ BREAKWATER_CHECKSUMS: "" });
    expect(none.output).toMatch(/^breakwater: no checksum of .*\n$/);
    const project = await runJob({ BREAKWATER_PROJECT: "" });
    expect(project.output).toMatch(/^breakwater: BREAKWATER_PROJECT .*\n$/);
    const missing = await runJob({ BREAKWATER_PROJECT: "group/other" });
    expect(missing).toMatchObject({ exit: 2 });
    expect(missing.output).toContain(`breakwater: cannot download ${server.url}/group/other/`);
  });

  test("takes the program that an image brings", async () => {
    const { exit, output } = await runJob({
      PATH: `${dirname(executable)}:${gitEnvironment.PATH}`,
      CI_SERVER_URL: "http://127.0.0.1:1",
      CI_MERGE_REQUEST_DIFF_BASE_SHA: world.main,
    });
    expect(output).toContain("Dockerfile:1");
    expect(exit).toBe(1);
  });
});
