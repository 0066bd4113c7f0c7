/** The container image of a release: read back as an engine would, started by runc, taken by a registry. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash, X509Certificate } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { buildPlatform } from "../../scripts/build-platform.ts";
import { removeUnpackedRuntimes } from "../../scripts/bun-runtime.ts";
import { checkTool } from "../../scripts/check-tools.ts";
import { createImage, imageProgram } from "../../scripts/create-image.ts";
import { debianPackages, missingForPackages, unpackDebian } from "../../scripts/debian-packages.ts";
import { imageCertificates } from "../../scripts/image-files.ts";
import { imagePlatforms, type Platform } from "../../scripts/platforms.ts";
import { thirdPartyText } from "../../scripts/third-party.ts";
import { version } from "../../src/cli/version.ts";
import { missingRuntime } from "./missing-runtime.ts";
import { readElf } from "./read-elf.ts";
import { emulatorIn, missingForContainers, runContainer } from "./run-container.ts";
import { type UnpackedImage, unpackImages, unpackTar } from "./unpack-image.ts";

setDefaultTimeout(180_000);

const created = new Date("2026-01-02T03:04:05Z");
const work = mkdtempSync(join(tmpdir(), "breakwater-image-"));
const layout = join(work, "layout");
const repository = join(work, "repository");
const images = new Map<string, UnpackedImage>();

const missing = await reasonsAgainst();
const noContainers = missingForContainers();
const emulator = emulatorIn(join(work, "emulator"));
const crane = checkTool("crane");

afterAll(() => {
  removeUnpackedRuntimes();
  rmSync(work, { recursive: true, force: true });
});

/**
 * Why the image cannot be built here. An archive that dropped a pinned version is no fault of the commit that is tested,
 * and the title of the skipped test says how to move the pin; wrong bytes are a fault.
 */
async function reasonsAgainst(): Promise<string | undefined> {
  for (const platform of imagePlatforms) {
    const reason = await missingRuntime(platform);
    if (reason !== undefined) return reason;
  }
  const noPackages = missingForPackages();
  if (noPackages !== undefined) return noPackages;
  try {
    for (const one of debianPackages) unpackDebian(one);
  } catch (error) {
    const { message } = error as Error;
    if (message.startsWith("Cannot download") && !/Hash Sum/.test(message)) return message;
  }
  return undefined;
}

function imageOf(architecture: string): UnpackedImage {
  const image = images.get(architecture);
  if (image === undefined) throw new Error(`There is no image for ${architecture}`);
  return image;
}

/** A path of the image on this machine; links lead where they would lead inside. */
function inside(root: string, path: string): string {
  let at = root;
  for (const part of path.split("/").filter((one) => one !== "")) {
    at = join(at, part);
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    at = inside(root, resolve("/", at.slice(root.length), "..", readlinkSync(at)));
  }
  return at;
}

if (missing !== undefined) test.skip(`the container image is not built: ${missing}`, () => undefined);
else {
  const programs: { readonly platform: Platform; readonly bytes: Uint8Array }[] = [];

  // Tests, not one preparation: each compiler may take its time on a busy machine.
  test.each(imagePlatforms)("the executable for $name is compiled", async (platform) => {
    const target = join(work, platform.name);
    await buildPlatform(platform, target);
    programs.push({ platform, bytes: readFileSync(target) });
  });

  test("the image is written and unpacked again", () => {
    mkdirSync(layout);
    unpackTar(createImage({ programs, created, commit: "0123abc" }).layout, layout);
    for (const image of unpackImages(layout, join(work, "images"))) images.set(image.architecture, image);
    expect(images.size).toBe(imagePlatforms.length);

    mkdirSync(repository);
    writeFileSync(join(repository, "go.mod"), "module example.com/a\n\ngo 1.25.0\n");
    writeFileSync(
      join(repository, "build.sh"),
      "#!/bin/sh\nif true; then CGO_ENABLED=0 go build ./...; fi\n",
    );
    writeFileSync(
      join(repository, "Dockerfile"),
      "FROM golang:1.20\nENV GOTOOLCHAIN=local\nCOPY . .\nRUN go build ./...\n",
    );
  });

  test("equal executables give an equal image, whatever the day", () => {
    const some = imagePlatforms.map((platform) => ({ platform, bytes: Buffer.from(platform.name) }));
    const sums = [1, 2].map(() =>
      createHash("sha256")
        .update(createImage({ programs: some, created }).layout)
        .digest("hex"),
    );
    expect(sums[0]).toBe(sums[1] ?? "");
  });

  test("the layout holds an image for amd64 and one for arm64, each blob with the digest of its name", () => {
    expect([...images.keys()].sort()).toEqual(["amd64", "arm64"]);
    const blobs = readdirSync(join(layout, "blobs/sha256"));
    // An index; for each platform a manifest, a configuration and two layers.
    expect(blobs).toHaveLength(9);
    for (const name of blobs) {
      const sum = createHash("sha256")
        .update(readFileSync(join(layout, "blobs/sha256", name)))
        .digest("hex");
      expect(sum).toBe(name);
    }
  });

  describe.each(["amd64", "arm64"])("the image for %s", (architecture) => {
    test("starts the executable as a user who is not root and says what it is", () => {
      const { config } = imageOf(architecture);
      expect(config).toMatchObject({ Entrypoint: [imageProgram], Cmd: ["check"], WorkingDir: "/work" });
      expect(config.User).toMatch(/^[1-9]\d+:[1-9]\d+$/);
      expect(config.Labels).toMatchObject({
        "org.opencontainers.image.version": version,
        "org.opencontainers.image.revision": "0123abc",
      });
    });

    test("has the loader and every library that the executable asks for", () => {
      const { root } = imageOf(architecture);
      const elf = readElf(readFileSync(join(root, imageProgram)));
      expect(elf?.machine).toBe(architecture === "amd64" ? "x64" : "arm64");
      const folder = architecture === "amd64" ? "/lib/x86_64-linux-gnu" : "/lib/aarch64-linux-gnu";
      const wanted = [elf?.interpreter ?? "", ...(elf?.needed ?? []).map((name) => `${folder}/${name}`)];
      expect(wanted.length).toBeGreaterThan(3);
      for (const path of wanted) {
        const library = readElf(readFileSync(inside(root, path)));
        expect(`${path} ${library?.machine}`).toBe(`${path} ${elf?.machine}`);
      }
    });

    test("has certificates that are some", () => {
      const bundle = readFileSync(join(imageOf(architecture).root, imageCertificates), "utf8");
      const each = bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g) ?? [];
      expect(each.join("")).toBe(bundle);
      expect(each.length).toBeGreaterThan(100);
      expect(each.filter((one) => !new X509Certificate(one).ca)).toEqual([]);
    });

    test("says of each package which version it is, under which licence, and has the licences' texts", () => {
      const { root } = imageOf(architecture);
      const names = readdirSync(join(root, "var/lib/dpkg/status.d"));
      expect(names.sort()).toEqual(["base-files", "ca-certificates", "libc6"]);
      for (const name of names) {
        const pinned = debianPackages.find((one) => one.name === name);
        const record = readFileSync(join(root, "var/lib/dpkg/status.d", name), "utf8");
        expect(record).toContain(`\nVersion: ${pinned?.version}\n`);
        const copyright = readFileSync(join(root, "usr/share/doc", name, "copyright"), "utf8");
        expect(copyright.length).toBeGreaterThan(1000);
        const texts = copyright.match(/\/usr\/share\/common-licenses\/[\w.-]*\w/g) ?? [];
        expect(texts.filter((text) => !existsSync(inside(root, text)))).toEqual([]);
      }
      const own = join(root, "usr/share/doc/breakwater");
      expect(readFileSync(join(own, "LICENSE"), "utf8")).toContain("Apache License");
      expect(readFileSync(join(own, "THIRD-PARTY.txt"), "utf8")).toBe(thirdPartyText());
      expect(readFileSync(inside(root, "/etc/os-release"), "utf8")).toContain("Debian");
    });

    const foreign = (architecture === "amd64" ? "x64" : "arm64") !== process.arch;
    const noEmulator =
      architecture === "amd64" ? "no amd64 here" : "missing" in emulator ? emulator.missing : undefined;
    const reason = noContainers ?? (foreign ? noEmulator : undefined);
    if (reason !== undefined) {
      test.skip(`is not started: ${reason}`, () => undefined);
      return;
    }
    const emulated = foreign && "words" in emulator ? { emulator } : {};

    test("runs under runc: read-only root, no network, no root user, a mounted repository", () => {
      const image = imageOf(architecture);
      const run = (...words: readonly string[]) =>
        runContainer(image, { repository, ...emulated, ...(words.length > 0 ? { words } : {}) });
      expect(run("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });

      const checked = run();
      expect(checked.stderr).toBe("");
      expect(checked.stdout).toContain("Dockerfile:4");
      expect(checked.status).toBe(1);
      // The grammar of the shell is inside. An emulator takes seconds for each start.
      if (!foreign) expect(run("env").stdout).toContain("build.sh");
    });
  });

  if ("missing" in crane) test.skip(`no registry takes the image: ${crane.missing}`, () => undefined);
  else
    test("a registry takes the layout as it is, and crane finds every image in it valid", async () => {
      const server = Bun.spawn([crane.path, "registry", "serve", "--address", "127.0.0.1:0"], {
        stdout: "ignore",
        stderr: "pipe",
      });
      try {
        const port = await portOf(server.stderr);
        const name = `127.0.0.1:${port}/team/breakwater:${version}`;
        const ask = (...words: readonly string[]): string => {
          const done = Bun.spawnSync([crane.path, ...words], { env: { HOME: work } });
          return done.exitCode === 0 ? done.stdout.toString().trim() : done.stderr.toString();
        };
        const [top] = JSON.parse(readFileSync(join(layout, "index.json"), "utf8")).manifests;
        expect(ask("push", layout, name)).toEndWith(top.digest);
        expect(ask("digest", name)).toBe(top.digest);
        for (const architecture of images.keys())
          expect(ask("validate", "--platform", `linux/${architecture}`, "--remote", name)).toBe(
            `PASS: ${name}`,
          );
      } finally {
        server.kill();
        await server.exited;
      }
    });
}

/** The port that a starting registry says it took. What it says afterwards is read too: it would stop otherwise. */
function portOf(output: ReadableStream<Uint8Array>): Promise<string> {
  return new Promise((found, failed) => {
    const read = async (): Promise<void> => {
      let text = "";
      for await (const chunk of output) {
        text += new TextDecoder().decode(chunk);
        const [, port] = /serving on port (\d+)/.exec(text) ?? [];
        if (port !== undefined) found(port);
      }
      failed(new Error(`The registry does not start: ${text}`));
    };
    void read();
  });
}
