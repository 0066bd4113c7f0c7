/** A bill of materials in CycloneDX 1.6, JSON (https://cyclonedx.org/docs/1.6/json/). */
import { libraryParts, mainPart, type SbomInput, type SbomPart, uuidOf } from "./sbom-parts.ts";

/** Formats the bill of one program. */
export function formatCycloneDx(input: SbomInput): string {
  const main = mainPart(input);
  const parts = libraryParts(input);
  const reference = (part: SbomPart): string => (part === main ? "program" : part.purl);
  const body = {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(input.sha256)}`,
    version: 1,
    metadata: {
      timestamp: input.time,
      tools: { components: [{ type: "application", name: "breakwater", version: input.version }] },
      component: {
        type: "application",
        "bom-ref": reference(main),
        name: main.name,
        ...(main.version === "" ? {} : { version: main.version, purl: main.purl }),
        hashes: [{ alg: "SHA-256", content: input.sha256 }],
        properties: settingsOf(input),
      },
    },
    components: parts.map((part) => ({
      type: "library",
      "bom-ref": reference(part),
      name: part.name,
      ...(part.version === "" ? {} : { version: part.version }),
      purl: part.purl,
      ...(part.sum === "" && part.replaces === undefined ? {} : { properties: propertiesOf(part) }),
    })),
    // Build info does not tell which module needs which.
    dependencies: [{ ref: reference(main), dependsOn: [...new Set(parts.map(reference))] }],
  };
  return `${JSON.stringify(body, undefined, 2)}\n`;
}

/** go's sums cover the list of files, not the archive: no field for hashes fits them. */
function propertiesOf({ sum, replaces }: SbomPart): readonly { name: string; value: string }[] {
  return [
    ...(sum === "" ? [] : [{ name: "breakwater:go.sum", value: sum }]),
    ...(replaces === undefined ? [] : [{ name: "breakwater:replaces", value: replaces }]),
  ];
}

function settingsOf({ program }: SbomInput): readonly { name: string; value: string }[] {
  return (program.go?.settings ?? []).map(({ key, value }) => ({ name: `breakwater:build:${key}`, value }));
}
