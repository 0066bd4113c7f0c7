/** What the real `go mod vendor` copies, for a go line and a toolchain: the suite of vendored-files.ts. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { machineProxy, runGo } from "../../test/differential/go-command.ts";
import { writeFiles } from "../../test/write-files.ts";
import { listFolderFiles, openFolderFiles } from "../cli/verify/folder-files.ts";
import { compareFolder } from "./compare-folder.ts";
import { isLegalFile, isVendoredFile } from "./vendored-files.ts";

setDefaultTimeout(120_000);

/** A package with every kind of file that the rules tell apart. */
const allFiles: Readonly<Record<string, string>> = {
  "p.go": 'package p\n\nimport _ "embed"\n\n//go:embed data/*.txt one/two.bin all.d\nvar text string\n',
  "linux.go": "//go:build linux\n\npackage p\n",
  "p_windows.go": "package p\n",
  "ignored.go": "//go:build ignore\n\npackage main\n",
  "ignored_old.go": "// +build ignore\n\npackage main\n",
  "not_ignored.go": "//go:build !ignore\n\npackage p\n",
  "ignored_or.go": "//go:build ignore || linux\n\npackage p\n",
  "ignored_and.go": "//go:build ignore && linux\n\npackage p\n",
  "impossible.go": "//go:build linux && !linux\n\npackage p\n",
  "two_old_lines.go": "// +build ignore\n// +build linux\n\npackage p\n",
  "old_or.go": "// +build ignore linux\n\npackage p\n",
  "new_wins.go": "//go:build linux\n// +build ignore\n\npackage p\n",
  "too_late.go": "package p\n\n//go:build ignore\n",
  "commented.go": "/* text */ //go:build ignore\n\npackage p\n",
  "mark.go": "\uFEFF//go:build ignore\n\npackage p\n",
  "returns.go": "//go:build ignore\r\n\r\npackage p\r\n",
  "cgo_part.go": "//go:build cgo\n\npackage p\n",
  "_left.go": "package p\n",
  ".hidden.go": "package p\n",
  "p_test.go": "package p\n",
  "code.c": "int x;\n",
  "code_test.c": "int x;\n",
  "readme.md": "text\n",
  LICENSE: "free\n",
  "data/a.txt": "a\n",
  "data/b.bin": "b\n",
  "one/two.bin": "2\n",
  "one/three.bin": "3\n",
  "all.d/deep/x.dat": "x\n",
  "all.d/_left": "x\n",
  "all.d/.left": "x\n",
  "testdata/t.txt": "t\n",
};

function earlyFiles(): Readonly<Record<string, string>> {
  const kept = Object.entries(allFiles).filter(([, text]) => !text.includes("//go:"));
  return { ...Object.fromEntries(kept), "p.go": "package p\n" };
}

export interface VendorCase {
  readonly goLine: string;
  /** `local`, or a version as GOTOOLCHAIN takes it. */
  readonly toolchain: string;
  /** Before Go 1.17 there is no embedding in modules of any age, and `//go:build` alone is refused. */
  readonly isEarly?: boolean;
}

/** Runs the suite. */
export function vendoredFilesSuite({ goLine, toolchain, isEarly = false }: VendorCase): void {
  const packageFiles = isEarly ? earlyFiles() : allFiles;
  describe(`go mod vendor of ${toolchain} with go line ${goLine}`, () => {
    let folder = "";
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "vendored-"));
      const source = Object.entries(packageFiles).map(([name, text]) => [`dep/p/${name}`, text] as const);
      writeFiles(folder, {
        "go.mod": `module example.com/m\n\ngo ${goLine}\n\nrequire example.com/dep v0.0.0\n\nreplace example.com/dep => ./dep\n`,
        "m.go": 'package m\n\nimport _ "example.com/dep/p"\n',
        "dep/go.mod": `module example.com/dep\n\ngo ${goLine}\n`,
        "dep/NOTICE.txt": "notice\n",
        "dep/licence.txt": "not capital\n",
        "dep/unused/u.go": "package unused\n",
        "dep/unused/LICENSE": "free\n",
        ...Object.fromEntries(source),
      });
      mkdirSync(join(folder, "dep/p"), { recursive: true });
      symlinkSync("code.c", join(folder, "dep/p/linked.c"));
      const done = await runGo(["mod", "vendor"], {
        folder,
        environment: { GOTOOLCHAIN: toolchain, GOPROXY: await machineProxy() },
      });
      if (done.exitCode !== 0) throw new Error(done.stderr);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    test("copies the files that we say it copies", () => {
      const wrong = Object.entries(packageFiles).filter(([name, text]) => {
        if (name.includes("/")) return false;
        const isCopied = existsSync(join(folder, "vendor/example.com/dep/p", name));
        return isVendoredFile(name, Buffer.from(text), goLine) !== isCopied;
      });
      expect(wrong.map(([name]) => name)).toEqual([]);
    });

    test("copies embedded files and the legal files above", () => {
      const vendor = join(folder, "vendor/example.com/dep");
      const copied = listFolderFiles(vendor).map(({ name }) => name);
      expect(copied.filter((name) => !name.startsWith("p/"))).toEqual(["NOTICE.txt"]);
      expect(copied.filter((name) => /^p\/.*\//.test(name)).sort()).toEqual([
        ...(isEarly ? [] : ["p/all.d/deep/x.dat", "p/data/a.txt", "p/one/two.bin"]),
      ]);
      expect(["NOTICE.txt", "LICENSE", "licence.txt"].map(isLegalFile)).toEqual([true, true, false]);
    });

    test("leaves nothing that we call a fault, and each file it copied is missed", () => {
      const source = join(folder, "dep");
      const copy = join(folder, "vendor/example.com/dep");
      const files = listFolderFiles(copy);
      const faultsWithout = (gone: string | undefined): readonly string[] =>
        compareFolder(openFolderFiles(source, listFolderFiles(source)), {
          packageFolders: ["p"],
          goLine,
          copy: openFolderFiles(
            copy,
            files.filter(({ name }) => name !== gone),
          ),
        }).map(({ kind, name }) => `${kind} ${name}`);
      expect(faultsWithout(undefined)).toEqual([]);
      for (const { name } of files) {
        if (!isLegalFile(name)) expect(faultsWithout(name)).toEqual([`missing ${name}`]);
      }
    });
  });
}
