import { describe, expect, test } from "bun:test";
import { jsonValidator } from "../../scripts/json-schema.ts";
import { cycloneDxSchemas, spdxSchema } from "../../scripts/sbom-schemas.ts";
import { goPurl } from "./go-purl.ts";
import type { InspectedProgram } from "./inspect-report.ts";
import { formatCycloneDx } from "./sbom-cyclonedx.ts";
import { formatSpdx } from "./sbom-spdx.ts";

const sum = "h1:0A+M6Uqn+Eje4kHMK80dtF3JCXC4ykBgQG4Fe06QRhQ=";
const choice = { uses: "go", because: "CGO_ENABLED=0" };
const program: InspectedProgram = {
  file: "bin/ledger",
  sizeBytes: 1,
  sha256: "8f3c".repeat(16),
  format: "elf",
  platform: null,
  unknown: null,
  linkage: null,
  go: {
    version: "go1.25.3",
    path: "example.com/acme/ledger/cmd/ledger",
    main: { path: "example.com/acme/ledger", version: "v1.4.2+dirty", sum: "" },
    deps: [
      { path: "github.com/Masterminds/semver", version: "v1.5.0+incompatible", sum },
      {
        path: "golang.org/x/sys",
        version: "v0.1.0",
        sum: "",
        replace: { path: "example.com/fork/sys", version: "v0.1.1", sum },
      },
      {
        path: "example.com/local",
        version: "v0.0.0",
        sum: "",
        replace: { path: "./local", version: "(devel)", sum: "" },
      },
    ],
    settings: [{ key: "CGO_ENABLED", value: "0" }],
    race: false,
    trimpath: true,
    tags: [],
    vcs: null,
    godebug: {},
    cgo: false,
    dns: choice,
    users: choice,
    certificates: "none",
    zones: "none",
  },
};
const input = { program, sha256: program.sha256, time: "2026-01-02T03:04:05Z", version: "0.1.0" };
const bare = {
  ...input,
  program: {
    ...program,
    go: program.go && { ...program.go, path: "command-line-arguments", main: null, deps: [] },
  },
};

const [bom, ...others] = cycloneDxSchemas() ?? [];
const spdx = spdxSchema();
if (!bom || !spdx) console.log("SKIPPED: schemas of bills of materials come from npm and the module proxy");

describe("a bill of materials", () => {
  test.skipIf(!bom)("is valid by the schema of CycloneDX 1.6", () => {
    const errorsOf = jsonValidator(bom ?? {}, others);
    for (const one of [input, bare]) expect(errorsOf(JSON.parse(formatCycloneDx(one)))).toEqual([]);
    expect(errorsOf({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{}] })).not.toEqual([]);
  });

  test.skipIf(!spdx)("is valid by the schema of SPDX 2.3", () => {
    const errorsOf = jsonValidator(spdx ?? {});
    for (const one of [input, bare]) expect(errorsOf(JSON.parse(formatSpdx(one)))).toEqual([]);
    expect(errorsOf({ spdxVersion: "SPDX-2.3" })).not.toEqual([]);
  });

  test("lists the modules that are in the program: replacements, not what they replace, and the standard library", () => {
    const { components, metadata, serialNumber } = JSON.parse(formatCycloneDx(input));
    expect(components.map(({ purl }: { purl: string }) => purl)).toEqual([
      "pkg:golang/stdlib@1.25.3",
      "pkg:golang/github.com/masterminds/semver@v1.5.0%2Bincompatible",
      "pkg:golang/example.com/fork/sys@v0.1.1",
      "pkg:golang/example.com/local",
    ]);
    expect(metadata.component.purl).toBe("pkg:golang/example.com/acme/ledger@v1.4.2%2Bdirty");
    expect(serialNumber).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("is the same for the same program", () => {
    expect(formatSpdx(input)).toBe(formatSpdx({ ...input }));
  });
});

test("a package URL has small letters and no sign that means something else", () => {
  expect(goPurl("github.com/Azure/go-Ansi", "v0.0.0-2020+x")).toBe(
    "pkg:golang/github.com/azure/go-ansi@v0.0.0-2020%2Bx",
  );
  expect(goPurl("example.com/x", "(devel)")).toBe("pkg:golang/example.com/x@%28devel%29");
});
