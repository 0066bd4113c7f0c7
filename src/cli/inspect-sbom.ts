import { UserError } from "../finding/user-error.ts";
import type { InspectedProgram } from "../report/inspect-report.ts";
import { formatCycloneDx } from "../report/sbom-cyclonedx.ts";
import { formatSpdx } from "../report/sbom-spdx.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** The bill of materials of the one program that was named; throws UserError where there is none of Go. */
export function formatSbom(
  format: "cyclonedx" | "spdx",
  programs: readonly InspectedProgram[],
  { now, environment }: Terminal,
): string {
  const [program] = programs;
  if (!program || programs.length > 1)
    throw new UserError("bad-option", `A bill of materials is of one program, not of ${programs.length}`);
  if (!program.go)
    throw new UserError(
      "cannot-read",
      `Cannot list the modules of "${program.file}": ${program.unknown?.reason ?? "it is no program of Go"}`,
    );
  const epoch = Number(environment.SOURCE_DATE_EPOCH || "x");
  const made = Number.isSafeInteger(epoch) ? new Date(epoch * 1000) : now();
  // The commit's time makes two bills of one program equal.
  const time = program.go.vcs?.time ?? made.toISOString().replace(/\.\d+Z$/, "Z");
  const input = { program, sha256: program.sha256, time, version };
  return format === "spdx" ? formatSpdx(input) : formatCycloneDx(input);
}
