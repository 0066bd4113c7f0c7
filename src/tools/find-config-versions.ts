import type { GolangciConfig } from "../workspace/settings/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { scalarAt } from "../workspace/yaml/node.ts";
import type { Tool, ToolFinding, ToolPlace } from "./model.ts";
import { plainVersion } from "./precision.ts";

/** golangci-lint v1 with settings of v2, and the reverse. */
export function findConfigVersions({ name, places }: Tool, workspace: Workspace): readonly ToolFinding[] {
  if (name !== "golangci-lint") return [];
  // The file that golangci-lint finds by itself in the root; others are named by flags.
  const config = workspace.golangci.find(({ file }) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(file));
  const written = config && majorOfConfig(config);
  if (!config || written === undefined) return [];
  return places.flatMap((place) => {
    const major = majorOf(place);
    if (major === undefined || major === written || place.kind === "editor") return [];
    const sentence = written === 2 ? sentenceOfV1(place, config.file) : sentenceOfV2(config.file);
    return [
      {
        kind: "config-version" as const,
        tool: name,
        at: place.at,
        harm: place.reach === "developer" ? "S3" : "S2",
        message: `golangci-lint ${place.declared} is v${major}; ${sentence}`,
        remedy:
          written === 2 ? "Pin a golangci-lint v2." : "Run golangci-lint migrate, or pin a golangci-lint v1.",
        also: [{ file: config.file, span: scalarAt(config.root, "version")?.span ?? { start: 0, end: 0 } }],
      } satisfies ToolFinding,
    ];
  });
}

/** From v1.64.8 on v1 knows such a file, and stops. */
function sentenceOfV1({ declared }: ToolPlace, file: string): string {
  const version = plainVersion(declared);
  const isTold = /^1\.64(?:\.(?:[89]|\d\d))?$/.test(version);
  return isTold
    ? `${file} is written for v2, and v1 stops: you are using a configuration file for golangci-lint v2 with golangci-lint v1: please use golangci-lint v2`
    : `${file} is written for v2, and this v1 passes over all settings that it does not know`;
}

function sentenceOfV2(file: string): string {
  return `${file} is written for v1, and v2 stops: unsupported version of the configuration: ""`;
}

/** 2 where the file says so; a file without `version` is one of v1. */
function majorOfConfig({ root, problems }: GolangciConfig): 1 | 2 | undefined {
  if (root?.kind !== "mapping") return undefined;
  const version = scalarAt(root, "version");
  // In a broken file the line may stand where nobody reads it.
  if (!version) return problems.length === 0 ? 1 : undefined;
  return version.text === "2" ? 2 : undefined;
}

function majorOf({ declared, precision, package: path }: ToolPlace): number | undefined {
  if (path?.startsWith("github.com/golangci/golangci-lint/")) return path.includes("/v2/") ? 2 : 1;
  if (precision !== "exact" && precision !== "part") return undefined;
  const major = /^(\d+)\./.exec(plainVersion(declared))?.[1];
  return major === undefined ? undefined : Number(major);
}
