/** The npm packages of a release, packed and installed into an empty folder without a network. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ownPlatform, platforms, releaseFile } from "../../scripts/platforms.ts";
import { writeNpmPackages } from "../../scripts/write-npm-packages.ts";
import { version } from "../../src/cli/version.ts";
import { compileOnce } from "../gate/compile-once.ts";

setDefaultTimeout(180_000);

const own = ownPlatform();
let work = "";
let tarballs: readonly string[] = [];

beforeAll(() => {
  if (own === undefined) return;
  work = mkdtempSync(join(tmpdir(), "breakwater-npm-"));
  const dist = join(work, "dist");
  mkdirSync(dist);
  copyFileSync(compileOnce(), join(dist, releaseFile(own, version)));
  writeNpmPackages(dist, [own]);
  const packed = join(work, "packed");
  mkdirSync(packed);
  for (const name of ["breakwater", own.name]) npm(["pack", "--silent", join(dist, "npm", name)], packed);
  tarballs = readdirSync(packed).map((name) => join(packed, name));
});

afterAll(() => {
  if (work !== "") rmSync(work, { recursive: true, force: true });
});

function npm(words: readonly string[], folder: string): void {
  const done = spawnSync("npm", words, { cwd: folder, encoding: "utf8", env: environment() });
  if (done.status !== 0) throw new Error(`npm ${words.join(" ")} fails: ${done.stderr}${done.stdout}`);
}

function environment(): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1", npm_config_cache: join(work, "cache") };
}

/** An empty folder in which these tarballs are installed as a user would. */
function install(name: string, wanted: readonly string[]): string {
  const folder = join(work, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}\n");
  npm(["install", "--offline", "--no-audit", "--no-fund", ...wanted], folder);
  return folder;
}

const launched = join("node_modules", ".bin", "breakwater");

if (own === undefined)
  test.skip(`no executable is made for ${process.platform} ${process.arch}: npm packages are not tried`, () =>
    undefined);
else {
  test("the small package starts the executable of this machine and hands everything through", () => {
    const folder = install("both", tarballs);
    const run = (words: readonly string[], input = "") =>
      spawnSync(join(folder, launched), words, { cwd: folder, encoding: "utf8", env: environment(), input });

    expect(run(["--version"])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(run(["chekc"])).toMatchObject({ status: 2, stdout: "" });
    const log =
      "go: inconsistent vendoring in /src:\n\texample.com/a@v1.0.0: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n";
    const diagnosed = run(["diagnose", "--no-repository", "-"], log);
    expect(diagnosed.status).toBe(0);
    expect(diagnosed.stdout).toContain("vendor");
  });

  test.skipIf(process.platform !== "linux")("a signal to the launcher ends the executable", async () => {
    const folder = join(work, "both");
    const launcher = spawn(join(folder, launched), ["diagnose", "-"], {
      cwd: folder,
      env: environment(),
      stdio: ["pipe", "ignore", "ignore"],
    });
    const ended = new Promise<string | null>((resolve) =>
      launcher.on("exit", (_, signal) => resolve(signal)),
    );
    const executable = await childOf(launcher.pid ?? 0);
    expect(existsSync(`/proc/${executable}`)).toBe(true);
    launcher.kill("SIGTERM");
    expect(await ended).toBe("SIGTERM");
    expect(existsSync(`/proc/${executable}`)).toBe(false);
  });

  test("npm is told which machine each package is for", () => {
    const main = JSON.parse(readFileSync(join(work, "dist/npm/breakwater/package.json"), "utf8"));
    expect(Object.keys(main.optionalDependencies)).toEqual(
      platforms.map(({ name }) => `@breakwater/${name}`),
    );
    expect(new Set(Object.values(main.optionalDependencies))).toEqual(new Set([version]));
    const platform = JSON.parse(readFileSync(join(work, "dist/npm", own.name, "package.json"), "utf8"));
    expect(platform).toMatchObject({ version, os: [own.os], cpu: [own.cpu] });
    const installed = join(work, "both/node_modules/@breakwater", own.name);
    expect(readFileSync(join(installed, "THIRD-PARTY.txt"), "utf8")).toContain("\nyaml ");
  });

  test("without the package of this machine the launcher says what is missing", () => {
    const folder = install(
      "alone",
      tarballs.filter((tarball) => /[/\\]breakwater-[\d.]+\.tgz$/.test(tarball)),
    );
    const done = spawnSync(join(folder, launched), ["--version"], {
      cwd: folder,
      encoding: "utf8",
      env: environment(),
    });
    expect(done.status).toBe(2);
    expect(done.stderr).toStartWith(`breakwater: There is no package @breakwater/${own.name}: `);
  });
}

/** The process that a process started; waits until there is one. */
async function childOf(pid: number): Promise<string> {
  for (;;) {
    const child = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    if (child !== "") return child;
    await Bun.sleep(5);
  }
}
