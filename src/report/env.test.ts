import { expect, test } from "bun:test";
import { formatEnvSite } from "./env-site.ts";
import { formatEnvTable, quoteForShell } from "./env-table.ts";
import type { EnvRow, EnvView } from "./env-view.ts";
import { formatTags } from "./tags-table.ts";

const row: EnvRow = {
  id: ".github/workflows/ci.yml/test",
  title: "ci.yml › test",
  state: "keeps",
  go: "1.25.x",
  mode: "readonly",
  cgo: "on",
  tags: "-",
  modulesFrom: "proxy, direct",
  isBase: false,
  unknownBecause: undefined,
};

const view: EnvView = {
  title: "acme/ledger",
  declared: "go.mod: go 1.25.0, toolchain go1.25.4",
  contract: "floor 1.25.0",
  shell: { ...row, title: "this shell", go: "1.27.1", mode: "", cgo: "", tags: "", modulesFrom: "" },
  rows: [
    row,
    {
      ...row,
      id: "Dockerfile/build",
      title: "Dockerfile › build",
      state: "breaks",
      go: "1.24, refuses",
      mode: "vendor",
      modulesFrom: "vendor/",
    },
    {
      ...row,
      id: "nightly.yml/x",
      title: "nightly.yml › x",
      state: "unknown",
      unknownBecause: "the matrix comes from JSON",
    },
  ],
  unread: [],
  path: undefined,
  program: "breakwater",
  counts: { sites: 3, files: 3, breaking: 1, unknown: 1 },
};

test("the table marks what breaks the contract and says why the rest cannot be known", () => {
  expect(
    formatEnvTable(view, { hasColor: false }),
  ).toBe(`acme/ledger   go.mod: go 1.25.0, toolchain go1.25.4   contract: floor 1.25.0

    site                go             mode      cgo  tags  modules from
    this shell          1.27.1
    ci.yml › test       1.25.x         readonly  on   -     proxy, direct
  ✗ Dockerfile › build  1.24, refuses  vendor    on   -     vendor/
  ? nightly.yml › x     cannot be known: the matrix comes from JSON

3 sites in 3 files. 1 breaks the contract, 1 site unknown.
Why: breakwater env --site Dockerfile/build
`);
});

test("an id with blanks can be pasted into a shell", () => {
  expect(quoteForShell("ci.yml/test (1.22, it's)")).toBe(`'ci.yml/test (1.22, it'\\''s)'`);
  expect(quoteForShell(".github/workflows/ci.yml/test")).toBe(".github/workflows/ci.yml/test");
});

test("one site shows each value with the line that decided it, and what runs", () => {
  const text = formatEnvSite(
    {
      id: "Dockerfile/build",
      title: "Dockerfile › build",
      place: "Dockerfile:1",
      values: [
        {
          label: "go",
          value: "1.24.x, and it refuses",
          why: [{ text: "FROM golang:1.24", place: "Dockerfile:1" }],
        },
      ],
      runs: [
        { line: 9, text: "go build ./...", via: [], notes: [] },
        { line: 4, text: "go vet", via: ["by make (Dockerfile:3)", "by ./b.sh (Makefile:2)"], notes: [] },
        {
          line: 5,
          text: "go test",
          via: ["by make (Dockerfile:3)", "by ./b.sh (Makefile:2)"],
          notes: ["may not run"],
        },
        { line: 6, text: "go list", via: ["by make (Dockerfile:3)"], notes: [] },
      ],
      unknowns: [],
    },
    { hasColor: false, width: 60 },
  );
  expect(text).toBe(`Dockerfile › build                              Dockerfile:1
  go    1.24.x, and it refuses
          FROM golang:1.24                      Dockerfile:1
  runs     9  go build ./...
           4  go vet
              by make (Dockerfile:3)
              by ./b.sh (Makefile:2)
           5  go test
              by the same
              may not run
           6  go list
              by make (Dockerfile:3)
`);
});

test("a title that makes the table too wide stands whole above its values", () => {
  const title = "nightlies-25.2.yaml › instrumented › instrumented.yaml › linux";
  const rows = ["race", "asan"].map((cell, index) => ({
    ...row,
    title: `${title}-${cell}`,
    cgo: index ? "on" : "off",
  }));
  const long = rows.map((each) => ({
    ...each,
    title: each.title.replace("linux", "linux-on-a-machine-for-two"),
  }));
  const narrow = formatEnvTable({ ...view, rows: [row, ...long] }, { hasColor: false, width: 100 }).split(
    "\n",
  );
  const at = narrow.findIndex((line) => line.endsWith("linux-on-a-machine-for-two-asan"));
  expect(narrow[at + 1]?.trim()).toStartWith("1.25.x");
  expect(narrow[at + 1]?.indexOf("1.25.x")).toBe(narrow[2]?.indexOf("go ") ?? -2);
  const wide = formatEnvTable({ ...view, rows }, { hasColor: false, width: 160 }).split("\n");
  expect(wide.find((line) => line.includes("linux-asan"))).toContain(`${title}-asan  1.25.x`);
});

test("no line is wider than the screen, and no word is lost", () => {
  const title = `test.yaml › windows (${"https://example.com/a/long/name, ".repeat(6)}13.0)`;
  const reason = "the matrix comes from JSON, which a step before it downloads and hands on as an output";
  const rows: readonly EnvRow[] = [
    row,
    { ...row, title, go: "as this shell, >=1.25.7", tags: "netgo, osusergo, sqlite_omit_load_extension" },
    { ...row, title: `${title} b`, state: "unknown", unknownBecause: reason },
    { ...row, title: "nightly.yml › x", state: "unknown", unknownBecause: reason },
  ];
  const flat = (text: string): string => text.replace(/\s+/g, "");
  for (const width of [60, 80, 100, 120]) {
    const text = formatEnvTable({ ...view, rows }, { hasColor: false, width });
    expect(text.split("\n").filter((line) => line.length > width)).toEqual([]);
    expect(flat(text)).toContain(flat(title));
    expect(flat(text).split(flat(reason))).toHaveLength(3);
    if (width >= 80) expect(text).toContain("sqlite_omit_load_extension");
  }
});

test("rows that read the same are one with a count, and rows that differ keep their difference in sight", () => {
  const start = "nightly.yml › roachtest-on-a-very-long-machine-name › ";
  const end = " › and-one-more-long-common-end-of-the-title";
  const cells = ["a", "b", "c"].map((cell) => ({ ...row, title: `${start}${cell}${end}`, id: `n/${cell}` }));
  const same = formatEnvTable({ ...view, rows: cells }, { hasColor: false });
  expect(same.split("\n").filter((line) => line.includes("nightly.yml"))).toEqual([
    expect.stringContaining("ommon-end-of-the-title ×3  1.25.x"),
  ]);
  const mixed = cells.map((each, index) => (index === 1 ? { ...each, cgo: "off" } : each));
  const lines = formatEnvTable({ ...view, rows: mixed }, { hasColor: false }).split("\n");
  const titles = lines
    .filter((line) => line.includes("nightly.yml"))
    .map((line) => line.split("  1.25.x")[0]);
  expect(new Set(titles).size).toBe(3);
});

test("what cannot be known of a site wraps within the width", () => {
  const reason =
    "cgo: CGO_ENABLED is not set, and whether linux/arm64 is the platform of the machine itself is open";
  const text = formatEnvSite(
    { id: "a", title: "a", place: "a:1", values: [], runs: [], unknowns: [{ place: "a.yml:12", reason }] },
    { hasColor: false, width: 70 },
  );
  expect(text.split("\n").every((line) => line.length <= 70)).toBe(true);
  expect(text.replace(/\s+/g, " ")).toContain(reason);
});

test("a row whose floor files cannot decide is marked and still shows what is known", () => {
  const rows = [{ ...row, state: "unknown" as const }];
  const text = formatEnvTable({ ...view, rows }, { hasColor: false });
  expect(text).toContain("? ci.yml › test  1.25.x  readonly");
});

test("files that nobody reads are named below the table, and stages that others go on from are counted", () => {
  const bases: readonly EnvRow[] = [
    { ...row, id: "Dockerfile/base", title: "Dockerfile › base", isBase: true },
    { ...row, id: "Dockerfile/old", title: "Dockerfile › old", isBase: true, state: "breaks" },
  ];
  const unread = ["a", "b", "c", "d", "e", "f"].map((folder) => ({
    file: `${folder}/Jenkinsfile`,
    system: "Jenkins pipelines",
    texts: 2,
  }));
  const text = formatEnvTable({ ...view, rows: [row, ...bases], unread }, { hasColor: false });
  expect(text).not.toContain("› base");
  expect(text).toContain("✗ Dockerfile › old");
  expect(text).toContain("Not read: a/Jenkinsfile (Jenkins pipelines), b/Jenkinsfile");
  expect(text.replace(/\s+/g, " ")).toContain(" and 1 more file; 12 texts there look like go commands. 3");
  expect(text).toContain("3 sites in 3 files (1 stage without go commands not shown).");
});

test("nothing is asked why where nothing breaks and all is known", () => {
  const text = formatEnvTable({ ...view, rows: [row] }, { hasColor: false });
  expect(text).not.toContain("Why:");
});

test("a site says an equal reason once, with its first place and the number of the others", () => {
  const reason = "$1 is set outside of the files";
  const unknowns = [2, 2, 5, 8].map((line) => ({ place: `b.sh:${line}`, reason }));
  const why = [
    { text: "no file sets it", place: "" },
    { text: "no file sets it", place: "b.sh:1" },
  ];
  const text = formatEnvSite(
    { id: "a", title: "a", place: "a:1", values: [{ label: "go", value: "?", why }], runs: [], unknowns },
    { hasColor: false, width: 100 },
  );
  expect(text.split(reason)).toHaveLength(2);
  expect(text).toMatch(/\$1 is set outside of the files +b\.sh:2 and 2 more\n/);
  expect(text.match(/no file sets it +b\.sh:1\n/g)).toHaveLength(1);
});

test("a control character in a site's name or a tag reaches no terminal", () => {
  const rows = [{ ...row, id: "Dockerfile/a\u001b[31mx\u0007", state: "breaks" as const }];
  expect(formatEnvTable({ ...view, rows }, { hasColor: false })).not.toMatch(/[\u0007\u001b]/);
  const tags = formatTags({
    builds: [{ title: "linux/amd64, tags a\u001b]8;;x", sites: ["Dockerfile/a\u001b"], program: undefined }],
    files: [],
    never: [],
    truthTables: [{ constraint: "a", files: ["a.go"], tags: ["a\u001b"], rows: [] }],
    comparison: undefined,
    fileCount: 1,
  });
  expect(tags).not.toContain("\u001b");
});
