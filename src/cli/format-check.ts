import type { CheckReport } from "../report/check-report.ts";
import { columnsOf, type Terminal, wantsColor } from "./terminal.ts";

/** Formats of `check`, each loaded only when it is asked for. */
export const checkFormats = ["human", "json", "sarif", "junit", "github", "gitlab"] as const;

export type CheckFormat = (typeof checkFormats)[number];

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
