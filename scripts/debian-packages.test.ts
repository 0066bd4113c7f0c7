import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { startArchive, type TestArchive } from "./_debian-archive.ts";
import {
  type DebianPackage,
  debianArchives,
  debianPackages,
  missingForPackages,
  pinCommand,
  unpackDebian,
} from "./debian-packages.ts";
import { findDebianPackages } from "./find-debian-packages.ts";

const missing = missingForPackages();
const wanted: DebianPackage = {
  name: "some",
  version: "1.0-1",
  architecture: "amd64",
  path: "pool/main/s/some/some_1.0-1_breakwater-test.deb",
  sha256: "0".repeat(64),
};

/** A package as the index of an archive describes it. */
function entry(name: string, version: string, architecture: string): string {
  const path = `pool/main/${name}/${name}_${version}_${architecture}.deb`;
  const fields = [`Package: ${name}`, `Version: ${version}`, `Architecture: ${architecture}`];
  return [...fields, `Filename: ${path}`, "Size: 1", `SHA256: ${sumOf(name, version)}`, "", ""].join("\n");
}

function sumOf(name: string, version: string): string {
  return new Bun.CryptoHasher("sha256").update(`${name} ${version}`).digest("hex");
}

if (missing !== undefined) test.skip(`packages of Debian are not asked for: ${missing}`, () => undefined);
else {
  let archive: TestArchive;
  beforeAll(async () => {
    archive = await startArchive();
  });
  afterAll(() => archive.stop());

  describe("a pinned package", () => {
    test("that no archive has any more is named, with the command that moves the pin", () => {
      const { address } = archive;
      archive.useSources([
        `deb ${address}debian bookworm main`,
        `deb ${address}debian-security bookworm-security main contrib`,
      ]);
      expect(debianArchives()).toEqual([`${address}debian/`, `${address}debian-security/`]);
      expect(() => unpackDebian(wanted)).toThrow(
        `Cannot download some 1.0-1 (amd64): no archive has it any more; "${pinCommand}" pins what they have today`,
      );
    });

    test("that comes with other bytes is refused", () => {
      const { address } = archive;
      archive.put(`other/${wanted.path}`, "other bytes");
      archive.useSources([`deb ${address}debian bookworm main`, `deb ${address}other bookworm main`]);
      expect(() => unpackDebian(wanted)).toThrow(
        /^Cannot download some 1\.0-1 \(amd64\): E: .*Hash Sum mismatch/,
      );
    });

    test("is not gone where an archive does not answer", () => {
      archive.useSources(["deb http://127.0.0.1:9/debian bookworm main"]);
      expect(() => unpackDebian(wanted)).toThrow(/^Cannot download some 1\.0-1 \(amd64\): E: .*[Cc]onnect/);
    });

    test("cannot be had where apt knows no archive of Debian", () => {
      archive.useSources([]);
      expect(() => unpackDebian(wanted)).toThrow(
        "Cannot download some 1.0-1 (amd64): apt has no archive of Debian among its sources",
      );
    });
  });

  describe("the packages to pin", () => {
    const useBoth = (): void =>
      archive.useSources([
        `deb [trusted=yes] ${archive.address}debian bookworm main`,
        `deb [trusted=yes] ${archive.address}security bookworm-security main`,
      ]);

    test("are the newest of all archives, for each architecture", () => {
      for (const architecture of ["amd64", "arm64"]) {
        const of = (...rows: readonly (readonly [string, string, string])[]): string =>
          rows.map((row) => entry(...row)).join("");
        archive.put(
          `debian/dists/bookworm/main/binary-${architecture}/Packages`,
          of(
            ["base-files", "12", architecture],
            ["libc6", "2.36-9", architecture],
            ["ca-certificates", "2023", "all"],
          ),
        );
        archive.put(
          `security/dists/bookworm-security/main/binary-${architecture}/Packages`,
          of(["libc6", "2.36-8", architecture], ["ca-certificates", "2023+deb12u1", "all"]),
        );
      }
      useBoth();
      const found = findDebianPackages();
      expect(found.map(({ name, version, architecture }) => `${name} ${version} ${architecture}`)).toEqual([
        "base-files 12 amd64",
        "base-files 12 arm64",
        "ca-certificates 2023+deb12u1 all",
        "libc6 2.36-9 amd64",
        "libc6 2.36-9 arm64",
      ]);
      for (const { name, version, path, sha256 } of found) {
        expect(path).toStartWith(`pool/main/${name}/${name}_${version.replace("+", "%2b")}_`);
        expect(sha256).toBe(sumOf(name, version));
      }
    });

    test("are all of them or none: an architecture that an archive lacks is said", () => {
      archive.put("debian/dists/bookworm/main/binary-arm64/Packages", entry("base-files", "12", "arm64"));
      archive.put("security/dists/bookworm-security/main/binary-arm64/Packages", "");
      useBoth();
      expect(() => findDebianPackages()).toThrow(
        /^apt finds no base-files, ca-certificates, libc6 for arm64: E: .*(ca-certificates|libc6)/,
      );
    });
  });
}

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
