import { expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./_run.ts";
import { recordChecksums } from "./record-checksums.ts";

test("a release's checksums stand where the action and the template read them, those of the release before do not", () => {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-checksums-"));
  try {
    mkdirSync(join(folder, "templates"));
    for (const file of ["checksums.txt", "templates/breakwater.gitlab-ci.yml"])
      cpSync(join(root, file), join(folder, file));
    const sums = (version: string, digit: string) =>
      ["darwin-x64", "darwin-x64.gz", "linux-x64", "linux-x64.gz", "windows-x64.exe.gz"]
        .map((name) => `${digit.repeat(64)}  breakwater-${version}-${name}\n`)
        .join("");
    recordChecksums(sums("0.1.0", "a"), folder);
    recordChecksums(sums("0.2.0", "b"), folder);

    const [comment, ...lines] = readFileSync(join(folder, "checksums.txt"), "utf8").trim().split("\n");
    expect(comment).toStartWith("# SHA-256");
    const b = "b".repeat(64);
    expect(lines).toEqual([
      `${b}  breakwater-0.2.0-darwin-x64.gz`,
      `${b}  breakwater-0.2.0-linux-x64.gz`,
      `${b}  breakwater-0.2.0-windows-x64.exe.gz`,
    ]);
    const template = Bun.YAML.parse(
      readFileSync(join(folder, "templates/breakwater.gitlab-ci.yml"), "utf8"),
    ) as { readonly breakwater: { readonly variables: Readonly<Record<string, string>> } };
    expect(template.breakwater.variables.BREAKWATER_CHECKSUMS).toBe(`${b}  breakwater-0.2.0-linux-x64.gz\n`);
    expect(template.breakwater.variables.BREAKWATER_VERSION).toBe("0.1.0");
    expect(() => recordChecksums("", folder)).toThrow("no checksum");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
