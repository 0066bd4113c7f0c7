import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseModFile } from "../../src/go/modfile/parse-mod-file.ts";
import { parseWorkFile } from "../../src/go/modfile/parse-work-file.ts";
import { parseModulesTxt } from "../../src/go/modules-txt.ts";
import {
  checkVendorConsistency,
  formatVendorInconsistencies,
  type VendorInconsistency,
} from "../../src/go/vendor-consistency.ts";
import { decodeSource, type SourceFile } from "../../src/text/source-file.ts";
import { parseTxtar } from "../../src/text/txtar.ts";
import { goEnvironment } from "../go-home.ts";
import { writeFiles } from "../write-files.ts";
import { readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

type Files = Readonly<Record<string, string>>;

const sourceOf = (files: Files, path: string): SourceFile =>
  decodeSource(path, new TextEncoder().encode(files[path] ?? ""));

function check(files: Files): VendorInconsistency[] {
  const work = "go.work" in files ? parseWorkFile(sourceOf(files, "go.work")) : undefined;
  const folders = work?.uses.map(({ path }) => path.replace(/^\.\/?/, "")) ?? [""];
  const mains = folders.map((folder) => parseModFile(sourceOf(files, join(folder, "go.mod"))));
  return checkVendorConsistency({
    mains,
    work,
    vendor: parseModulesTxt(sourceOf(files, "vendor/modules.txt")),
  });
}

test("a workspace's vendor folder is judged as Go's script work_vendor_modules_txt_consistent.txt says", () => {
  const script = parseTxtar(readGoSource("cmd/go/testdata/script/work_vendor_modules_txt_consistent.txt"));
  const files = Object.fromEntries(script.files.map(({ name, text }) => [name, text]));
  let vendored = "modules.txt.want";
  let count = 0;
  for (const line of script.comment.split("\n")) {
    vendored = /^cp (modules\.txt\.\w+) vendor/.exec(line)?.[1] ?? vendored;
    const wanted = /^cmpenv stderr (\S+)$/.exec(line)?.[1];
    if (wanted === undefined && !line.startsWith("go list")) continue;
    const problems = check({ ...files, "vendor/modules.txt": files[vendored] ?? "" });
    const message = formatVendorInconsistencies(problems, { folder: "$GOPATH/src", isWorkspace: true });
    const expected = wanted === undefined ? "" : (files[wanted] ?? "").replaceAll("$" + "{/}", "/");
    expect([vendored, problems.length === 0 ? "" : `${message}\n`]).toEqual([vendored, expected]);
    count++;
  }
  reportSuite("work_vendor_modules_txt_consistent", count);
});

const dependency = (name: string, goLine = "1.20"): Files => ({
  [`${name}/go.mod`]: `module x.test/${name}\n\ngo ${goLine}\n`,
  [`${name}/${name}.go`]: `package ${name}\n`,
  [`vendor/x.test/${name}/${name}.go`]: `package ${name}\n`,
});

const main = (goLine: string, rest: string): Files => ({
  "go.mod": `module x.test/main\n\ngo ${goLine}\n\n${rest}`,
  "main.go": 'package main\n\nimport _ "x.test/a"\n\nfunc main() {}\n',
  ...dependency("a"),
  ...dependency("b"),
});

const requireA = "require x.test/a v1.0.0\n";
const replaceA = "replace x.test/a => ./a\n";
const vendorA = "# x.test/a v1.0.0 => ./a\n## explicit; go 1.20\nx.test/a\n# x.test/a => ./a\n";

const cases: Record<string, Files> = {
  "in step": { ...main("1.20", requireA + replaceA), "vendor/modules.txt": vendorA },
  "no modules.txt": main("1.20", requireA + replaceA),
  "not explicit": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": vendorA.replace("explicit; ", ""),
  },
  "other version": {
    ...main("1.20", requireA.replace("v1.0.0", "v1.1.0") + replaceA),
    "vendor/modules.txt": vendorA,
  },
  "before 1.14, other version": {
    ...main("1.13", `${requireA.replace("v1.0.0", "v1.1.0")}replace x.test/a v1.1.0 => ./a\n`),
    "vendor/modules.txt": "# x.test/a v1.0.0\nx.test/a\n",
  },
  "before 1.14, nothing marked": {
    ...main("1.13", requireA + replaceA),
    "vendor/modules.txt": "# x.test/a v1.0.0\nx.test/a\n",
  },
  "replacement gone": { ...main("1.20", requireA), "vendor/modules.txt": vendorA },
  "replacement missing": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": "# x.test/a v1.0.0\n## explicit; go 1.20\nx.test/a\n",
  },
  "replaced otherwise": {
    ...main("1.20", requireA + replaceA.replace("./a", "./b")),
    "vendor/modules.txt": vendorA,
  },
  "same folder, other words": {
    ...main("1.20", requireA + replaceA.replace("./a", "./a/")),
    "vendor/modules.txt": vendorA,
  },
  "replaced by a module": {
    ...main("1.20", `${requireA}replace x.test/a v1.0.0 => x.test/c v1.2.3\n`),
    "vendor/modules.txt": vendorA,
  },
  "explicit but not required": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": `${vendorA.replace("# x.test/a =>", "# x.test/b v1.0.0\n## explicit\nx.test/b\n# x.test/a =>")}`,
  },
  "explicit, not required, without packages": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": `${vendorA}# x.test/b v1.0.0\n## explicit\n`,
  },
  "unused replacement missing": {
    ...main("1.20", `${requireA}${replaceA}replace x.test/b v1.0.0 => ./b\nreplace x.test/main => ./b\n`),
    "vendor/modules.txt": vendorA,
  },
  "wildcard beside exact": {
    ...main("1.20", `${requireA}${replaceA}replace x.test/a v1.0.0 => ./b\n`),
    "vendor/modules.txt": vendorA,
  },
  "CRLF and odd blanks": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": vendorA.replaceAll("\n", "\r\n").replace("# x.test/a v1", "#   x.test/a\tv1"),
  },
  "stray lines": {
    ...main("1.20", requireA + replaceA),
    "vendor/modules.txt": `x.test/b\n\n# x.test/b\n# x.test/b latest\n## explicit\n#comment\nx.test/b\n${vendorA}`,
  },
  "byte-order mark": { ...main("1.20", requireA + replaceA), "vendor/modules.txt": `\ufeff${vendorA}` },
};

test("the real go finds the same inconsistencies in one module", () => {
  let count = 0;
  for (const [name, files] of Object.entries(cases)) {
    const folder = mkdtempSync(join(tmpdir(), "vendor-"));
    writeFiles(folder, files);
    const { stderr } = Bun.spawnSync(["go", "list", "-mod=vendor", "."], {
      cwd: folder,
      env: goEnvironment(folder),
    });
    const lines = stderr.toString().split("\n");
    const actual = lines.filter((line) => /^\t\S+: is /.test(line)).map((line) => line.trim());
    const ours = check(files);
    expect([name, ours.map((problem) => problem.text)]).toEqual([name, actual]);
    rmSync(folder, { recursive: true });
    count++;
  }
  reportSuite("vendor consistency against the real go", count);
}, 60_000);
