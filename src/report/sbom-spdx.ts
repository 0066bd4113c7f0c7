/** A bill of materials in SPDX 2.3, JSON (https://spdx.github.io/spdx-spec/v2.3/). */
import { libraryParts, mainPart, type SbomInput, type SbomPart, uuidOf } from "./sbom-parts.ts";

const NONE = "NOASSERTION";

/** Formats the bill of one program. */
export function formatSpdx(input: SbomInput): string {
  const main = mainPart(input);
  const parts = libraryParts(input);
  const body = {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: "SPDXRef-DOCUMENT",
    name: main.name,
    documentNamespace: `urn:uuid:${uuidOf(input.sha256)}`,
    creationInfo: { created: input.time, creators: [`Tool: breakwater-${input.version}`] },
    packages: [
      {
        ...packageOf(main, "SPDXRef-program"),
        primaryPackagePurpose: "APPLICATION",
        checksums: [{ algorithm: "SHA256", checksumValue: input.sha256 }],
      },
      ...parts.map((part, index) => ({
        ...packageOf(part, identifierOf(index)),
        primaryPackagePurpose: "LIBRARY",
      })),
    ],
    relationships: [
      relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-program"),
      ...parts.map((_, index) => relation("SPDXRef-program", "CONTAINS", identifierOf(index))),
    ],
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

function identifierOf(index: number): string {
  return `SPDXRef-module-${index + 1}`;
}

function packageOf({ name, version, purl, sum, replaces }: SbomPart, identifier: string): object {
  const notes = [
    ...(sum === "" ? [] : [`go.sum ${sum}`]),
    ...(replaces === undefined ? [] : [`replaces ${replaces}`]),
  ];
  return {
    SPDXID: identifier,
    name,
    ...(version === "" ? {} : { versionInfo: version }),
    downloadLocation: NONE,
    filesAnalyzed: false,
    licenseConcluded: NONE,
    licenseDeclared: NONE,
    copyrightText: NONE,
    externalRefs: [{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl }],
    ...(notes.length === 0 ? {} : { comment: notes.join("; ") }),
  };
}

function relation(from: string, relationshipType: string, to: string): object {
  return { spdxElementId: from, relationshipType, relatedSpdxElement: to };
}
