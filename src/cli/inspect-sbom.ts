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
  { now, environment }: Pick<Terminal, "now" | "environment">,
): string {
  const [program] = programs;
  if (!program || programs.length > 1)
    throw new UserError("bad-option", `A bill of materials is of one program, not of ${programs.length}`);
  if (!program.go)
    throw new UserError(
      "cannot-read",
      `Cannot list the modules of "${program.file}": ${program.unknown?.reason ?? "it is no program of Go"}`,
    );
  // The commit's time makes two bills of one program equal.
  const time =
    program.go.vcs?.time ??
    timeOf(environment, now)
      .toISOString()
      .replace(/\.\d+Z$/, "Z");
  const input = { program, sha256: program.sha256, time, version };
  return format === "spdx" ? formatSpdx(input) : formatCycloneDx(input);
}

/** The end of the year 9999: later times are written in another way. */
const lastEpoch = 253_402_300_799;

/** https://reproducible-builds.org/specs/source-date-epoch: what is malformed stops, rather than be passed over. */
function timeOf({ SOURCE_DATE_EPOCH: epoch = "" }: Terminal["environment"], now: Terminal["now"]): Date {
  if (epoch === "") return now();
  if (!/^\d{1,15}$/.test(epoch) || Number(epoch) > lastEpoch)
    throw new UserError("bad-option", "SOURCE_DATE_EPOCH is no number of seconds since 1970");
  return new Date(Number(epoch) * 1000);
}
