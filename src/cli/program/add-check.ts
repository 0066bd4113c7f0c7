import { UserError } from "../../finding/user-error.ts";
import { failOnLevels } from "../../finding/verdict.ts";
import { checkFormats, parseReportFile, type ReportFile } from "../format-check.ts";
import type { Terminal } from "../terminal.ts";
import { collect } from "./collect.ts";
import { type Command, InvalidArgumentError, Option } from "./commander.ts";
import { examples } from "./examples.ts";
import { revision } from "./revision.ts";

interface CheckFlags {
  readonly format: (typeof checkFormats)[number];
  readonly output: string | undefined;
  readonly report: readonly ReportFile[] | undefined;
  readonly failOn: (typeof failOnLevels)[number];
  readonly stage: "observe" | "warn" | "enforce" | undefined;
  readonly rule: readonly string[] | undefined;
  readonly baseline: string | undefined;
  readonly writeBaseline: string | undefined;
  readonly newFrom: string | undefined;
  readonly ref: string | undefined;
  readonly fix: boolean | undefined;
  readonly full: boolean | undefined;
  readonly unknown: boolean | undefined;
  readonly suppressions: boolean;
}

/** Adds `breakwater check` to the program. */
export function addCheck(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("check")
    .description(
      "Print the differences that hurt. Starts no process and uses no network unless an option says so.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .addOption(new Option("--format <format>", "what to print").choices(checkFormats).default("human"))
    .option("--output <file>", "write the report to a file")
    .option(
      "--report <format=file>",
      "write a further report of the same run; may be given more than once",
      collectReport,
    )
    .addOption(
      new Option("--fail-on <level>", "what makes exit code 1").choices(failOnLevels).default("enforce"),
    )
    .addOption(
      new Option("--stage <stage>", "show findings from this stage on (json: observe, else warn)").choices([
        "observe",
        "warn",
        "enforce",
      ]),
    )
    .option("--rule <id>", "run only this rule; may be given more than once", collect)
    .option("--baseline <file>", "do not report what this file remembers")
    .option("--write-baseline <file>", "remember all findings of now in this file")
    .option(
      "--new-from <rev>",
      "report only what is new since the branch left this git revision (calls git)",
      revision,
    )
    .option("--ref <rev>", "look at a git revision instead of the folder (calls git)", revision)
    .option("--fix", "first mend what needs no decision, as `breakwater fix` does")
    .option("--full", "also ask git whether the work tree is clean")
    .option("--unknown", "list what could not be known")
    .option(
      "--no-suppressions",
      "honour no comment, and no allow, exclude, baseline or lower stage of the configuration",
    )
    .addHelpText(
      "after",
      `\nExit codes: 0 clean, 1 findings at or above --fail-on, 2 could not run or nothing to look at.\n${examples(
        [
          "breakwater check",
          "breakwater check --format sarif --output breakwater.sarif",
          "breakwater check --new-from origin/main --report summary=summary.md",
          "breakwater check --write-baseline breakwater-baseline.json",
        ],
      )}`,
    )
    .action(async (path: string | undefined, options: CheckFlags) => {
      refusePartialBaseline(options);
      if (options.fix === true) {
        if (options.ref !== undefined)
          throw new UserError("bad-option", "Cannot fix a git revision: --fix and --ref do not go together");
        const { fixBeforeCheck } = await import("../fix.ts");
        await fixBeforeCheck({ path, rules: options.rule ?? [] }, terminal);
      }
      const { runCheck } = await import("../check.ts");
      exit(
        await runCheck(
          {
            path,
            format: options.format,
            output: options.output,
            reports: options.report ?? [],
            failOn: options.failOn,
            stage: options.stage,
            baseline: options.baseline,
            writeBaseline: options.writeBaseline,
            newFrom: options.newFrom,
            ref: options.ref,
            isFull: options.full ?? false,
            showsUnknowns: options.unknown ?? false,
            honoursSuppressions: options.suppressions,
            rules: options.rule ?? [],
          },
          terminal,
        ),
      );
    });
}

/** A baseline is written whole: one of a part of the findings would forget the rest. */
function refusePartialBaseline({ writeBaseline, rule, newFrom }: CheckFlags): void {
  if (writeBaseline === undefined) return;
  const part = rule !== undefined ? "--rule" : newFrom !== undefined ? "--new-from" : undefined;
  if (part !== undefined)
    throw new UserError(
      "bad-option",
      `Cannot write a part of a baseline: --write-baseline and ${part} do not go together`,
    );
}

function collectReport(value: string, before: readonly ReportFile[] = []): readonly ReportFile[] {
  const parsed = parseReportFile(value);
  if ("problem" in parsed) throw new InvalidArgumentError(parsed.problem);
  return [...before, parsed];
}
