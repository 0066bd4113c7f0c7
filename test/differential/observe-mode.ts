/** Shows in which mode the real go command runs, by what it does in a small repository made for the question. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ModeAnswer, ModeQuestion } from "../../src/go/mode.ts";
import { goEnvironment } from "../go-home.ts";

export interface Observation {
  readonly mode: ModeAnswer["mode"];
  /** What go wrote to its error output. */
  readonly output: string;
}

const main = 'package m\n\nimport (\n\t_ "example.com/dep"\n\t_ "example.com/other"\n)\n';
const modulesTxt = [
  "# example.com/dep v1.0.0 => ./dep",
  "## explicit",
  "example.com/dep",
  "# example.com/other => ./other",
  "",
].join("\n");

/**
 * Runs `go list` (or the module command asked for). A vendored dependency is listed in `vendor`; in mod mode the
 * missing requirement of example.com/other is added to go.mod; in readonly mode it is not.
 */
export function observeMode(go: string, question: ModeQuestion): Observation {
  const base = mkdtempSync(join(tmpdir(), "breakwater-mode-"));
  try {
    return observeIn(base, go, question);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

function observeIn(base: string, go: string, question: ModeQuestion): Observation {
  const folder = join(base, question.gopathFolder ? "gopath/src/example.com/m" : "m");
  const modFile = join(folder, "go.mod");
  writeFixture(folder, question);
  const before = question.hasModFile ? readFileSync(modFile, "utf8") : "";
  const run = (args: readonly string[]): { exitCode: number; stdout: string; output: string } => {
    const { exitCode, stdout, stderr } = Bun.spawnSync([go, ...args], {
      cwd: folder,
      env: environment(base, question),
    });
    return { exitCode, stdout: stdout.toString(), output: stderr.toString() };
  };

  const words = question.subcommand.split(" ");
  const flags =
    question.modFlag !== undefined && question.modFlagFrom === "command" ? [`-mod=${question.modFlag}`] : [];
  const isList = question.subcommand === "list";
  const first = run(isList ? ["list", ...flags, "-f", "{{.Dir}}", "example.com/dep"] : [...words, ...flags]);
  const wrote = question.hasModFile && readFileSync(modFile, "utf8") !== before;
  if (!isList) {
    const isReadonly = first.exitCode === 0 || first.output.includes("replaced but not required");
    // Without go.mod there is nothing to write, and a command that runs says no more than that it runs.
    const isMod = wrote || (isReadonly && !question.hasModFile);
    return { mode: isMod ? "mod" : isReadonly ? "readonly" : "refuses", output: first.output };
  }

  if (/inconsistent vendoring/.test(first.output) || first.stdout.includes("/vendor/")) {
    return { mode: "vendor", output: first.output };
  }
  if (/GO111MODULE=|-mod may only be set|not supported \(can be|only valid when using/.test(first.output)) {
    return { mode: "refuses", output: first.output };
  }
  if (run(["env", "GOMOD"]).stdout.trim() === "") return { mode: "gopath", output: first.output };
  const second = run(["list", ...flags, "./..."]);
  const isChanged = question.hasModFile && readFileSync(modFile, "utf8") !== before;
  return { mode: isChanged ? "mod" : "readonly", output: second.output };
}

function environment(base: string, question: ModeQuestion): Record<string, string> {
  const { modFlag, modFlagFrom, go111module } = question;
  return {
    ...goEnvironment(base),
    GOPATH: join(base, "gopath"),
    GOCACHE: join(tmpdir(), "breakwater-mode-cache"),
    GOSUMDB: "off",
    GOFLAGS: modFlag !== undefined && modFlagFrom !== "command" ? `-mod=${modFlag}` : "",
    ...(go111module === undefined ? {} : { GO111MODULE: go111module }),
  };
}

function writeFixture(folder: string, question: ModeQuestion): void {
  const { hasModFile, inWorkspace, goLine, vendorFolderExists, vendorModules } = question;
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("m.go", main);
  // Two members, because 1.18 and 1.19 treat a workspace of one module as that module.
  for (const name of ["dep", "other", "member"]) {
    write(`${name}/${name}.go`, `package ${name}\n`);
    write(`${name}/go.mod`, `module example.com/${name}\n`);
  }
  const goLines = goLine === undefined ? "" : `go ${goLine}\n`;
  if (hasModFile) {
    const memberLines = inWorkspace ? "go 1.17\n" : goLines;
    write(
      "go.mod",
      `module example.com/m\n\n${memberLines}\nrequire example.com/dep v1.0.0\n\nreplace (\n\texample.com/dep => ./dep\n\texample.com/other => ./other\n)\n`,
    );
  }
  if (inWorkspace) write("go.work", `${goLines}\nuse (\n\t.\n\t./member\n)\n`);
  if (!vendorFolderExists) return;
  write("vendor/example.com/dep/dep.go", "package dep\n");
  if (vendorModules)
    write("vendor/modules.txt", (vendorModules.isWorkspace ? "## workspace\n" : "") + modulesTxt);
}
