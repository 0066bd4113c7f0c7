/** What is said when a pinned package of Debian cannot be had. The archive is a server on this machine. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DebianPackage,
  debianArchives,
  debianPackages,
  missingForPackages,
  pinCommand,
  unpackDebian,
} from "./debian-packages.ts";

const missing = missingForPackages();
const before = process.env.APT_CONFIG;
const wanted: DebianPackage = {
  name: "some",
  version: "1.0-1",
  architecture: "amd64",
  path: "pool/main/s/some/some_1.0-1_breakwater-test.deb",
  sha256: "0".repeat(64),
};

let work = "";
let server: ReturnType<typeof Bun.spawn> | undefined;

/** From now on apt has these sources and no others, as on a machine that never ran apt-get update. */
function haveSources(lines: string): void {
  writeFileSync(join(work, "sources.list"), lines);
  const settings = [
    `Dir::Etc::sourcelist "${work}/sources.list";`,
    'Dir::Etc::sourceparts "/dev/null";',
    `Dir::State::lists "${work}/lists";`,
    'Acquire::Retries "0";',
    'Acquire::http::Proxy "DIRECT";',
  ];
  writeFileSync(join(work, "apt.conf"), settings.join("\n"));
  process.env.APT_CONFIG = join(work, "apt.conf");
}

if (missing !== undefined) test.skip(`packages of Debian are not asked for: ${missing}`, () => undefined);
else
  describe("a pinned package", () => {
    let address = "";

    beforeAll(async () => {
      work = mkdtempSync(join(tmpdir(), "breakwater-debian-"));
      mkdirSync(join(work, "lists/partial"), { recursive: true });
      // The script under test waits for apt, so the server is a process of its own.
      const code =
        'const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: ({ url }) => url.includes("/other/") ? new Response("other bytes") : new Response("", { status: 404 }) }); console.log(server.url.href);';
      const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "inherit" });
      server = child;
      for await (const chunk of child.stdout) {
        address = new TextDecoder().decode(chunk).trim();
        break;
      }
    });

    afterAll(() => {
      server?.kill();
      if (before === undefined) delete process.env.APT_CONFIG;
      else process.env.APT_CONFIG = before;
      rmSync(work, { recursive: true, force: true });
    });

    test("that no archive has any more is named, with the command that moves the pin", () => {
      haveSources(
        `deb ${address}debian bookworm main\ndeb ${address}debian-security bookworm-security main contrib\n`,
      );
      expect(debianArchives()).toEqual([`${address}debian/`, `${address}debian-security/`]);
      expect(() => unpackDebian(wanted)).toThrow(
        `Cannot download some 1.0-1 (amd64): no archive has it any more; "${pinCommand}" pins what they have today`,
      );
    });

    test("that comes with other bytes is refused", () => {
      haveSources(`deb ${address}debian bookworm main\ndeb ${address}other bookworm main\n`);
      expect(() => unpackDebian(wanted)).toThrow(
        /^Cannot download some 1\.0-1 \(amd64\): E: .*Hash Sum mismatch/,
      );
    });

    test("is not gone where an archive does not answer", () => {
      haveSources("deb http://127.0.0.1:9/debian bookworm main\n");
      expect(() => unpackDebian(wanted)).toThrow(/^Cannot download some 1\.0-1 \(amd64\): E: .*[Cc]onnect/);
    });

    test("cannot be had where apt knows no archive of Debian", () => {
      haveSources("");
      expect(() => unpackDebian(wanted)).toThrow(
        "Cannot download some 1.0-1 (amd64): apt has no archive of Debian among its sources",
      );
    });
  });

test("each package is pinned for both architectures, or for all", () => {
  const of = (name: string) =>
    debianPackages.filter((one) => one.name === name).map(({ architecture }) => architecture);
  expect(of("libc6")).toEqual(["amd64", "arm64"]);
  expect(of("base-files")).toEqual(["amd64", "arm64"]);
  expect(of("ca-certificates")).toEqual(["all"]);
  for (const { path, sha256 } of debianPackages) {
    expect(path).toMatch(/^pool\/\S+\.deb$/);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  }
});
