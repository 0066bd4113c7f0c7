/** init on a copy of a repository: written, valid, quiet, and red after each drift. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkTool } from "../../scripts/check-tools.ts";
import { changeUnrelated, drifts } from "./drifts.ts";
import { git, gitEnvironment } from "./git-world.ts";

export interface InitTrial {
  readonly files: readonly string[];
  readonly notes: readonly string[];
  readonly remembered: number;
  /** What schemas and actionlint have against the written CI files that they had not before. */
  readonly invalid: readonly string[];
  readonly isSecondRunIdle: boolean;
  /** Exit code right after, without a revision to compare with. */
  readonly green: number | null;
  /** New findings of a commit that changes nothing for go. */
  readonly unrelated: number;
  readonly drifts: readonly {
    readonly name: string;
    readonly exit: number | null;
    readonly rules: readonly string[];
  }[];
  /** Wall time of the gate, the slowest run. */
  readonly slowest: number;
}

const main = join(import.meta.dir, "../../src/cli/main.ts");

/** Copies the files of `source` to `folder` as one commit, and tries everything there. */
export function tryInit(source: string, folder: string): InitTrial {
  rmSync(folder, { recursive: true, force: true });
  cpSync(source, folder, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => path !== join(source, ".git"),
  });
  git(folder, "init", "-q", "-b", "main");
  git(folder, "add", "-A", "-f");
  git(folder, "commit", "-q", "-m", "before");
  const problemsBefore = new Set(problemsOf(folder));

  const written = JSON.parse(run(folder, "init", "--write", "--format", "json", ...release).stdout);
  const files: readonly { path: string }[] = written.files;
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "init");
  const again = JSON.parse(run(folder, "init", "--write", "--format", "json", ...release).stdout);
  const green = run(folder, "check", "--fail-on", "warn").status;

  changeUnrelated(folder);
  git(folder, "commit", "-q", "-a", "-m", "unrelated");
  const quiet = run(folder, "check", "--new-from", "HEAD~1", "--format", "json");
  const unrelated = JSON.parse(quiet.stdout).findings.length;
  git(folder, "reset", "-q", "--hard", "HEAD~1");

  let slowest = 0;
  const seeded: InitTrial["drifts"][number][] = [];
  for (const { name, apply } of drifts) {
    if (apply(folder)) {
      git(folder, "add", "-A");
      git(folder, "commit", "-q", "-m", name);
      const startedAt = performance.now();
      const done = run(folder, "check", "--new-from", "HEAD~1", "--format", "json", "--stage", "warn");
      slowest = Math.max(slowest, performance.now() - startedAt);
      const found: readonly { rule: string; stage: string }[] = JSON.parse(
        done.stdout || '{"findings":[]}',
      ).findings;
      seeded.push({ name, exit: done.status, rules: [...new Set(found.map(({ rule }) => rule))] });
      git(folder, "reset", "-q", "--hard", "HEAD~1");
    } else git(folder, "reset", "-q", "--hard");
  }
  return {
    files: files.map(({ path }) => path),
    notes: written.notes,
    remembered: written.remembered,
    invalid: problemsOf(folder).filter((problem) => !problemsBefore.has(problem)),
    isSecondRunIdle: again.files.length === 0,
    green,
    unrelated,
    drifts: seeded,
    slowest,
  };
}

const release = ["--release", "acme/breakwater@v0.1.0"];

function run(
  folder: string,
  ...words: readonly string[]
): { status: number | null; stdout: string; stderr: string } {
  const environment = { ...gitEnvironment, BREAKWATER_PROGRAM: "breakwater" };
  return spawnSync(process.execPath, ["--no-install", main, ...words], {
    cwd: folder,
    env: environment,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
}

/** What the tools of others say of the CI files, a line each. */
function problemsOf(folder: string): readonly string[] {
  const schemas = checkTool("check-jsonschema");
  const linter = checkTool("actionlint");
  const say = (words: readonly string[]): readonly string[] => {
    const [command = "", ...others] = words;
    const done = spawnSync(command, others, { cwd: folder, encoding: "utf8" });
    return done.status === 0 ? [] : (done.stdout + done.stderr).split("\n").filter(Boolean);
  };
  const workflow = ".github/workflows/breakwater.yml";
  const problems: string[] = [];
  if ("path" in schemas) {
    for (const name of [".gitlab-ci.yml", ".gitlab/breakwater.gitlab-ci.yml"])
      if (existsSync(join(folder, name)))
        problems.push(
          ...say([
            schemas.path,
            "--builtin-schema",
            "vendor.gitlab-ci",
            "--data-transform",
            "gitlab-ci",
            name,
          ]),
        );
    if (existsSync(join(folder, workflow)))
      problems.push(...say([schemas.path, "--builtin-schema", "vendor.github-workflows", workflow]));
  }
  if ("path" in linter && existsSync(join(folder, workflow)))
    problems.push(...say([linter.path, "-shellcheck=", "-pyflakes=", workflow]));
  const config = join(folder, ".pre-commit-config.yaml");
  const hooks = checkTool("pre-commit");
  if ("path" in hooks && existsSync(config) && readFileSync(config, "utf8") !== "")
    problems.push(...say([hooks.path, "validate-config", config]));
  return problems;
}
