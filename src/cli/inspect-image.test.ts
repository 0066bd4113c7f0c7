import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkTool } from "../../scripts/check-tools.ts";
import { fillRoot } from "../../scripts/debian-roots.ts";
import { startRegistry } from "../../scripts/start-registry.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-inspect-image-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const program = join(import.meta.dir, "main.ts");
const crane = checkTool("crane");
const canRun = "path" in crane && "path" in checkTool("registry") && Bun.which("gcc") !== null;
if (!canRun) console.log("SKIPPED: images in a real registry need go, gcc and the module proxy");

function inspect(words: readonly string[]): { exit: number; text: string; error: string } {
  const done = Bun.spawnSync([process.execPath, program, "inspect", ...words], {
    cwd: work,
    env: { PATH: process.env.PATH ?? "", HOME: work, NO_COLOR: "1" },
  });
  return { exit: done.exitCode, text: done.stdout.toString(), error: done.stderr.toString() };
}

function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): string {
  const done = Bun.spawnSync([...words], { cwd: work, env: { ...process.env, ...env } });
  if (done.exitCode !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
  return done.stdout.toString().trim();
}

describe.skipIf(!canRun)("an image in a real registry", () => {
  test("is read there, as a layout and as archives of both kinds, and says the same", async () => {
    const registry = await startRegistry();
    if (!registry || "missing" in crane) throw new Error("no registry");
    try {
      const tool = crane.path;
      const name = `${registry.host}/acme/ledger`;
      const hasDebian = fillRoot(join(work, "base"), ["libc6"]);
      mkdirSync(join(work, "base/etc"), { recursive: true });
      mkdirSync(join(work, "app/app"), { recursive: true });
      writeFileSync(join(work, "base/etc/passwd"), "app:x:1000:1000::/app:/bin/sh\n");
      writeFileSync(join(work, "main.c"), '#include <stdio.h>\nint main(void) { return puts("x") < 0; }\n');
      run(["gcc", "main.c", "-o", "app/app/ledger"]);
      run(["tar", "-C", "base", "-czf", "base.tgz", "."]);
      run(["tar", "-C", "app", "-czf", "app.tgz", "."]);
      run([tool, "append", "--insecure", "-f", "base.tgz", "-f", "app.tgz", "-t", `${name}:raw`]);
      const set = [
        "--entrypoint",
        "/app/ledger",
        "--user",
        "app",
        "--set-platform",
        "linux/amd64",
        "--insecure",
      ];
      run([tool, "mutate", ...set, `${name}:raw`, "-t", `${name}:1.4`]);
      const digest = run([tool, "digest", "--insecure", `${name}:1.4`]);
      run([tool, "pull", "--insecure", "--format", "oci", `${name}:1.4`, "oci"]);
      run([tool, "pull", "--insecure", `${name}:1.4`, "save.tar"]);
      run([tool, "pull", "--insecure", "--format", "legacy", `${name}:1.4`, "legacy.tar"]);
      run(["sh", "-c", "gzip -k save.tar"]);

      const names = [`${name}@${digest}`, `${name}:1.4`, "oci", "save.tar", "save.tar.gz", "legacy.tar"];
      const said = names.map((one) => {
        const { exit, text, error } = inspect([one, "--format", "json"]);
        expect(error).toBe("");
        expect(exit).toBe(hasDebian ? 0 : 1);
        return JSON.parse(text.replaceAll(one, "IMAGE")) as {
          images: { digest: string }[];
          programs: object[];
        };
      });
      for (const { programs } of said) expect(programs).toEqual(said[0]?.programs ?? []);
      expect(said[0]?.programs).toHaveLength(1);
      expect(said.slice(0, 3).map(({ images }) => images[0]?.digest)).toEqual([digest, digest, digest]);

      expect(inspect([`${name}:none`]).error).toContain("the registry has no acme/ledger none");
      const wrong = `${name}@sha256:${"0".repeat(64)}`;
      expect(inspect([wrong]).exit).toBe(2);
      expect(inspect(["app/app/ledger", "--image", `${name}:1.4`]).text).toStartWith(
        hasDebian ? `app/app/ledger starts in ${name}:1.4` : `app/app/ledger does not start in ${name}:1.4`,
      );
    } finally {
      registry.stop();
    }
  });

  test("differs from another in a named attribute of a named file", async () => {
    const registry = await startRegistry();
    if (!registry || "missing" in crane) throw new Error("no registry");
    try {
      const name = `${registry.host}/acme/pair`;
      mkdirSync(join(work, "pair"), { recursive: true });
      const images = ["one", "two", "three"].map((tag, index) => {
        writeFileSync(join(work, "pair/file"), index === 2 ? "other" : "same");
        utimesSync(join(work, "pair/file"), 1_700_000_000 + index, 1_700_000_000 + index);
        utimesSync(join(work, "pair"), 1_700_000_000, 1_700_000_000);
        run(["tar", "-C", "pair", "-czf", `${tag}.tgz`, "."]);
        run([crane.path, "append", "--insecure", "-f", `${tag}.tgz`, "-t", `${name}:${tag}`]);
        return `${name}:${tag}`;
      });
      const [one = "", two = "", three = ""] = images;
      const same = inspect([one, "--against", one]);
      expect(same.exit).toBe(0);
      expect(same.text).toContain("the same");
      const mtime = inspect([one, "--against", two]);
      expect(mtime.exit).toBe(1);
      expect(mtime.text).toMatch(/file\s+mtime\s+2023-11-14T22:13:20Z → 2023-11-14T22:13:21Z/);
      const { differences } = JSON.parse(inspect([one, "--against", three, "--format", "json"]).text);
      const [file] = differences[0].layers[0].differing;
      expect(file.path).toBe("file");
      expect(file.attributes.map((attribute: { name: string }) => attribute.name)).toEqual([
        "bytes",
        "mtime",
      ]);
    } finally {
      registry.stop();
    }
  });
});
