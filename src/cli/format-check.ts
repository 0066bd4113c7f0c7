import type { CheckReport } from "../report/check-report.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

/** Formats of `check`, each loaded only when it is asked for. */
export const checkFormats = [
  "human",
  "plain",
  "json",
  "sarif",
  "junit",
  "github",
  "gitlab",
  "summary",
] as const;

export type CheckFormat = (typeof checkFormats)[number];

/** A report that goes to a file of its own, beside the one of --format. */
export interface ReportFile {
  readonly format: CheckFormat;
  readonly file: string;
}

/** `sarif=breakwater.sarif`; `problem` says what is wrong with the value. */
export function parseReportFile(value: string): ReportFile | { readonly problem: string } {
  const at = value.indexOf("=");
  const name = value.slice(0, Math.max(0, at));
  const format = checkFormats.find((each) => each === name);
  const file = value.slice(at + 1);
  if (at === -1 || file === "") return { problem: "it is written FORMAT=FILE" };
  if (format === undefined) return { problem: `FORMAT is one of ${checkFormats.join(", ")}` };
  return { format, file };
}

/** A report as text. */
export async function formatCheck(
  report: CheckReport,
  input: {
    readonly format: CheckFormat;
    readonly output: string | undefined;
    readonly showsUnknowns: boolean;
  },
  terminal: Terminal,
): Promise<string> {
  switch (input.format) {
    case "plain":
      return (await import("../report/plain.ts")).formatPlain(report);
    case "summary":
      return (await import("../report/summary.ts")).formatSummary(report);
    case "json":
      return (await import("../report/json.ts")).formatCheckJson(report);
    case "sarif":
      return (await import("../report/sarif.ts")).formatSarif(report);
    case "junit":
      return (await import("../report/junit.ts")).formatJunit(report);
    case "github":
      return (await import("../report/github.ts")).formatGithub(report);
    case "gitlab":
      return (await import("../report/gitlab.ts")).formatGitlab(report);
    case "human": {
      const { formatCheckHuman } = await import("../report/human.ts");
      return formatCheckHuman(report, {
        hasColor: input.output === undefined && wantsColor(terminal),
        width: input.output === undefined ? columnsOf(terminal) : 100,
        showUnknowns: input.showsUnknowns,
      });
    }
  }
}
