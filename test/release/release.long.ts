/**
 * A whole release, made twice: every byte of it equal, and each executable one that its system takes. Run it by name:
 * `bun test ./test/release/release.long.ts --timeout 3600000`. It downloads about 1 GB and needs 6 GB of disk for a while.
 */
import { afterAll, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { imageProgram } from "../../scripts/create-image.ts";
import { imagePlatforms, platforms, releaseFile } from "../../scripts/platforms.ts";
import { version } from "../../src/cli/version.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { readMachO } from "./read-mach-o.ts";
import { missingForContainers, runContainer } from "./run-container.ts";
import { unpackImages, unpackTar } from "./unpack-image.ts";

const root = join(import.meta.dir, "../..");
const dist = join(root, "dist");
let compared = 0;
afterAll(() => reportSuite("release", compared));

test("two builds of the last commit, from two empty HOMEs, are equal byte for byte", async () => {
  const done = Bun.spawn([process.execPath, "scripts/release.ts"], { cwd: root, stderr: "inherit" });
  const output = await new Response(done.stdout).text();
  expect(await done.exited).toBe(0);
  const [, files = "0", differing] = /^(\d+) files of two builds compared, (\d+) differ$/m.exec(output) ?? [];
  compared = Number(files);
  expect(differing).toBe("0");
  // Executable and download of each platform, its folder for npm, and the packed one; the image.
  expect(compared).toBeGreaterThan(platforms.length * 5);
});

test("every checksum is that of its file, and every download unpacks to its executable", () => {
  const lines = readFileSync(join(dist, "checksums.txt"), "utf8").trim().split("\n");
  // Besides each executable and its download: the image, and the licences of what is inside.
  expect(lines).toHaveLength(platforms.length * 2 + 2);
  for (const line of lines) {
    const [sum, file = ""] = line.split("  ");
    expect(`${file} ${sha256(readFileSync(join(dist, file)))}`).toBe(`${file} ${sum}`);
  }
  for (const platform of platforms) {
    const file = join(dist, releaseFile(platform, version));
    expect(sha256(gunzipSync(readFileSync(`${file}.gz`)))).toBe(sha256(readFileSync(file)));
  }
});

test("docs/install.md says what each file costs", () => {
  const guide = readFileSync(join(root, "docs/install.md"), "utf8");
  for (const platform of platforms) {
    const name = releaseFile(platform, "VERSION");
    const [, download, unpacked] =
      new RegExp(`^\\| \`${name.replaceAll(".", "\\.")}\\.gz\` .*\\| (\\d+) MB \\| (\\d+) MB \\|$`, "m").exec(
        guide,
      ) ?? [];
    const file = join(dist, releaseFile(platform, version));
    for (const [said, path] of [
      [download, `${file}.gz`],
      [unpacked, file],
    ] as const)
      expect(`${path} ${Math.abs(Number(said) - statSync(path).size / 1e6) < 1.5}`).toBe(`${path} true`);
  }
});

test("the image holds the executables of the release and starts, and docs/install.md says what it costs", () => {
  const work = mkdtempSync(join(tmpdir(), "breakwater-release-image-"));
  try {
    const layout = join(work, "layout");
    mkdirSync(layout);
    const file = join(dist, `breakwater-${version}-image.tar`);
    unpackTar(readFileSync(file), layout);
    const guide = readFileSync(join(root, "docs/install.md"), "utf8");
    const images = unpackImages(layout, join(work, "images"));
    expect(images).toHaveLength(imagePlatforms.length);
    for (const image of images) {
      const platform = imagePlatforms.find(
        ({ cpu }) => (cpu === "x64" ? "amd64" : cpu) === image.architecture,
      );
      const released = platform && readFileSync(join(dist, releaseFile(platform, version)));
      expect(sha256(readFileSync(join(image.root, imageProgram)))).toBe(sha256(released ?? Buffer.of()));
      const [, pulled] = new RegExp(`linux/${image.architecture}: (\\d+) MB to pull`).exec(guide) ?? [];
      expect(Math.abs(Number(pulled) - image.layerBytes / 1e6)).toBeLessThan(1.5);
      if (platform?.cpu !== process.arch) continue;
      const reason = missingForContainers();
      if (reason !== undefined) console.log(`SKIPPED: the image is not started: ${reason}`);
      else expect(runContainer(image, { words: ["--version"] }).stdout).toBe(`${version}\n`);
    }
    const [, said] = /^\| `breakwater-VERSION-image\.tar` \|[^|]*\| (\d+) MB \|/m.exec(guide) ?? [];
    expect(Math.abs(Number(said) - statSync(file).size / 1e6)).toBeLessThan(1.5);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

for (const platform of platforms.filter(({ os }) => os === "darwin"))
  test(`macOS takes the executable for ${platform.name}: every page is as its signature says`, () => {
    const file = readMachO(readFileSync(join(dist, releaseFile(platform, version))));
    expect(file).toMatchObject({ machine: platform.cpu, brokenPages: 0 });
    expect(file?.signedPages).toBeGreaterThan(1000);
  });

for (const platform of platforms.filter(({ os }) => os === "win32"))
  test(`the executable for ${platform.name} is a Windows console program`, () => {
    const bytes = readFileSync(join(dist, releaseFile(platform, version)));
    const header = bytes.readUInt32LE(0x3c);
    expect(bytes.toString("latin1", 0, 2)).toBe("MZ");
    expect(bytes.toString("latin1", header, header + 4)).toBe("PE\0\0");
    expect(bytes.readUInt16LE(header + 4)).toBe(0x8664);
    expect(bytes.readUInt16LE(header + 24 + 68)).toBe(3);
  });

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
