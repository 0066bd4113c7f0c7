/**
 * The command line: the only file that knows commander, and over 300 lines for that reason: every command
 * declares its words here. Each is loaded when it runs.
 */
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { UserError } from "../finding/user-error.ts";
import { failOnLevels } from "../finding/verdict.ts";
import { checkFormats, parseReportFile, type ReportFile } from "./format-check.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** Runs one command line and returns its exit code; throws UserError for what the user can put right. */
export async function runProgram(words: readonly string[], terminal: Terminal): Promise<number> {
  const printed: string[] = [];
  let exitCode = 0;
  const program = createProgram(terminal, {
    print: (text) => printed.push(text),
    exit: (code) => {
      exitCode = code;
    },
  });
  if (words.length === 0) {
    program.outputHelp();
    await terminal.write(printed.join(""));
    return 0;
  }
  try {
    await program.parseAsync([...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0)
      throw new UserError("bad-option", oneLine(error.message), { hint: "breakwater --help" });
  }
  if (printed.length > 0) await terminal.write(printed.join(""));
  return exitCode;
}

/** The commands with their help; docs/cli.md is generated from it. */
export function createProgram(
  terminal: Terminal,
  io: { print: (text: string) => void; exit: (code: number) => void },
): Command {
  const program = new Command("breakwater")
    .description("Knows what go will really do in every place where a repository is built.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureOutput({ writeOut: io.print, writeErr: () => undefined, getOutHelpWidth: () => 100 })
    .addHelpText(
      "after",
      examples([
        "breakwater check",
        "breakwater env",
        "breakwater env --site Dockerfile/build",
        "breakwater explain toolchain/go-older-than-module",
      ]),
    );
  addCheck(program, terminal, io.exit);
  addEnv(program, terminal, io.exit);
  addDiagnose(program, terminal, io.exit);
  addFix(program, terminal, io.exit);
  addInit(program, terminal, io.exit);
  addVerify(program, terminal, io.exit);
  addInspect(program, terminal, io.exit);
  addExplain(program, terminal, io.exit);
  addCompletion(program, terminal, io.exit);
  return program;
}

function addCheck(program: Command, terminal: Terminal, exit: (code: number) => void): void {
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
    .option("--new-from <rev>", "report only what is new since the branch left this git revision (calls git)")
    .option("--ref <rev>", "look at a git revision instead of the folder (calls git)")
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
      if (options.fix === true) {
        if (options.ref !== undefined)
          throw new UserError("bad-option", "Cannot fix a git revision: --fix and --ref do not go together");
        const { fixBeforeCheck } = await import("./fix.ts");
        await fixBeforeCheck({ path, rules: options.rule ?? [] }, terminal);
      }
      const { runCheck } = await import("./check.ts");
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

interface EnvOptions {
  readonly site: string | undefined;
  readonly format: "human" | "json";
  readonly ref: string | undefined;
  readonly mentions: boolean | undefined;
}

function addEnv(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("env")
    .description(
      "Print what go will do in every place where it runs: version, mode, cgo, tags, module source.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--site <id>", "one site in full, with the line that decided each value")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--ref <rev>", "look at a git revision instead of the folder (calls git)")
    .option("--mentions", "every text go build, go test …: the site that runs it, or why it is no command")
    .addHelpText(
      "after",
      examples(["breakwater env", "breakwater env --site Dockerfile/build", "breakwater env --format json"]),
    )
    .action(async (path: string | undefined, options: EnvOptions) => {
      const { runEnv } = await import("./env.ts");
      const { site, format, ref, mentions } = options;
      exit(await runEnv({ path, site, format, ref, listsMentions: mentions === true }, terminal));
    });
}

interface DiagnoseFlags {
  readonly format: "human" | "json";
  readonly repository: string | boolean | undefined;
}

function addDiagnose(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("diagnose")
    .description(
      "Find the root causes in the log of a failed build: CI, terminal, or the archive of a GitHub run.",
    )
    .argument("[FILE]", "a log, or - for standard input")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--repository <folder>", "hold the log against this repository (default: the one around here)")
    .option("--no-repository", "read the log alone")
    .addHelpText(
      "after",
      `\nExit codes: 0 the log was read, whatever was found; 2 it could not be.\n${examples([
        "breakwater diagnose ci.log",
        "gh run view --log-failed | breakwater diagnose",
        "breakwater diagnose --format json logs.zip",
      ])}`,
    )
    .action(async (file: string | undefined, { format, repository }: DiagnoseFlags) => {
      const { runDiagnose } = await import("./diagnose.ts");
      const folder = typeof repository === "string" ? repository : undefined;
      exit(
        await runDiagnose(
          { file, format, repository: folder, asksRepository: repository !== false },
          terminal,
        ),
      );
    });
}

interface FixFlags {
  readonly format: "human" | "json";
  readonly rule: readonly string[] | undefined;
  readonly diff: boolean | undefined;
  readonly unsafe: boolean | undefined;
  readonly write: boolean | undefined;
}

function addFix(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("fix")
    .description(
      "Mend what can be mended without a decision: edits only the places of the findings, keeps comments and layout.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--rule <id>", "only the findings of this rule; may be given more than once", collect)
    .option("--diff", "print a diff and write nothing")
    .option("--unsafe", "also fixes that are a choice; prints a diff unless --write is given")
    .option("--write", "with --unsafe: write the files")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nEach fix is tried in memory first: the finding must be gone and nothing else changed.\n${examples([
        "breakwater fix --diff",
        "breakwater fix",
        "breakwater fix --unsafe --rule toolchain/go-older-than-module",
      ])}`,
    )
    .action(async (path: string | undefined, options: FixFlags) => {
      const { runFix } = await import("./fix.ts");
      const includesUnsafe = options.unsafe === true;
      const writes = options.diff !== true && (!includesUnsafe || options.write === true);
      const { format, rule = [] } = options;
      exit(await runFix({ path, format, rules: rule, includesUnsafe, writes }, terminal));
    });
}

interface InitFlags {
  readonly format: "human" | "json";
  readonly release: string | undefined;
  readonly diff: boolean | undefined;
  readonly write: boolean | undefined;
}

function addInit(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("init")
    .description(
      "Set a repository up: configuration, CI job, pre-commit hook and first baseline. Shows the diff before it writes.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .option("--release <owner/name[@ref]>", "the repository that releases Breakwater, for the CI job")
    .option("--diff", "print the diff and write nothing")
    .option("--write", "write without asking; without a terminal nothing is written unless this is given")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nFiles that exist are never overwritten; a second run finds nothing to do.\nExit codes: 0 done, shown or nothing to do; 2 could not run.\n${examples(
        ["breakwater init", "breakwater init --diff", "breakwater init --write --release OWNER/NAME@v0.1.0"],
      )}`,
    )
    .action(async (path: string | undefined, { format, release, diff, write }: InitFlags) => {
      if (diff === true && write === true)
        throw new UserError("bad-option", "--diff never writes: it and --write do not go together");
      const { runInit } = await import("./init.ts");
      const isDiffOnly = diff === true;
      exit(await runInit({ path, format, release, writes: write === true, isDiffOnly }, terminal));
    });
}

interface VerifyFlags {
  readonly format: "human" | "json";
  readonly offline: boolean | undefined;
  readonly cache: boolean | undefined;
  readonly purge: boolean | undefined;
}

function addVerify(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("verify")
    .description(
      "Hold go.sum, module zips, their extracted copies and vendor/ against each other, file by file.",
    )
    .argument("[PATH]", "a folder; without it, the root of the repository around the current folder")
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .option("--offline", "use only the module cache; what the network would say is counted as unknown")
    .option("--cache", "look at the whole module cache, not at what the repository needs of it")
    .option("--purge", "with --cache: remove what is wrong there, so that go gets it anew")
    .addHelpText(
      "after",
      `\nModules that are not in the module cache are fetched from GOPROXY.\nExit codes: 0 nothing contradicts, 1 findings of S0 to S2, 2 could not run or nothing could be verified.\n${examples(
        [
          "breakwater verify",
          "breakwater verify --offline",
          "breakwater verify --format json",
          "breakwater verify --cache",
          "breakwater verify --cache --purge",
        ],
      )}`,
    )
    .action(async (path: string | undefined, { format, offline, cache, purge }: VerifyFlags) => {
      const { runVerify } = await import("./verify.ts");
      const flags = { isOffline: offline === true, isCache: cache === true, isPurging: purge === true };
      exit(await runVerify({ path, format, ...flags }, terminal));
    });
}

interface InspectFlags {
  readonly format: "human" | "json";
  readonly image: string | undefined;
  readonly platform: string | undefined;
  readonly against: string | undefined;
  readonly sbom: "cyclonedx" | "spdx" | undefined;
}

function addInspect(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("inspect")
    .description(
      "Say what a Go executable or an image holds and needs, and whether a program starts in an image.",
    )
    .argument(
      "<FILE...>",
      "executables (ELF, Mach-O, PE), or images: an OCI layout, an archive of docker save, host/repository@digest",
    )
    .option("--image <image>", "will the files start in this image, or in this folder as the root?")
    .option("--platform <os/arch>", "which image of several (default: linux/amd64)")
    .option(
      "--against <path|image>",
      "hold programs against a repository (go line, sums, what its sites promise), or images against an image",
    )
    .addOption(
      new Option("--sbom <format>", "write the bill of materials of one program").choices([
        "cyclonedx",
        "spdx",
      ]),
    )
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nExit codes: 0 it was read, 1 something does not start or differs, 2 nothing could be read.\n${examples(
        [
          "breakwater inspect bin/ledger",
          "breakwater inspect bin/ledger --image ledger.tar",
          "breakwater inspect bin/ledger --against .",
          "breakwater inspect bin/ledger --sbom cyclonedx",
          "breakwater inspect registry.example.com/acme/ledger@sha256:…",
        ],
      )}`,
    )
    .action(async (names: readonly string[], { format, image, platform, against, sbom }: InspectFlags) => {
      const { runInspect } = await import("./inspect.ts");
      exit(await runInspect({ names, format, image, platform, against, sbom }, terminal));
    });
}

function addExplain(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const explain = program
    .command("explain")
    .description("Explain a rule with its cases; without a rule, list all.")
    .argument("[RULE]", "a rule's id")
    .addHelpText(
      "after",
      examples(["breakwater explain", "breakwater explain toolchain/go-older-than-module"]),
    )
    .action(async (rule: string | undefined) => {
      const { runExplain } = await import("./explain.ts");
      exit(await runExplain(rule, terminal));
    });
  explain
    .command("tags")
    .description("Explain which files each build configuration selects, and which no site ever does.")
    .argument("[PKG]", "a package's folder; without it, the whole repository")
    .option(
      "--repository <folder>",
      "a folder; without it, the root of the repository around the current folder",
    )
    .option("--site <id>", "only the builds of one site")
    .option("--tags <list>", "compare: the files with these tags, comma-separated")
    .option("--against <list>", "compare: the files with these tags (default: none)")
    .addHelpText(
      "after",
      examples([
        "breakwater explain tags",
        "breakwater explain tags internal/metrics --site Dockerfile/build",
        "breakwater explain tags --tags prod --against prod,metrics",
      ]),
    )
    .action(async (pkg: string | undefined, options: TagsFlags) => {
      const { runExplainTags } = await import("./explain-tags.ts");
      const { repository, site, tags, against } = options;
      exit(await runExplainTags({ pkg, repository, site, tags, against }, terminal));
    });
}

function addCompletion(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("completion")
    .description("Print the completion script of a shell.")
    .addArgument(new Argument("<SHELL>", "whose script to print").choices(["bash", "zsh", "fish"]))
    .addHelpText(
      "after",
      examples([
        'eval "$(breakwater completion bash)"    # in ~/.bashrc',
        'eval "$(breakwater completion zsh)"     # in ~/.zshrc, after compinit',
        "breakwater completion fish | source     # in ~/.config/fish/config.fish",
      ]),
    )
    .action(async (shell: "bash" | "zsh" | "fish") => {
      const { runCompletion } = await import("./completion/completion.ts");
      exit(await runCompletion({ shell, program }, terminal));
    });
}

interface TagsFlags {
  readonly repository: string | undefined;
  readonly site: string | undefined;
  readonly tags: string | undefined;
  readonly against: string | undefined;
  readonly sbom: "cyclonedx" | "spdx" | undefined;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (value === "") throw new InvalidArgumentError("a rule id is missing");
  return [...before, value];
}

function collectReport(value: string, before: readonly ReportFile[] = []): readonly ReportFile[] {
  const parsed = parseReportFile(value);
  if ("problem" in parsed) throw new InvalidArgumentError(parsed.problem);
  return [...before, parsed];
}

function examples(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}

/** commander's messages begin with `error:` and may carry a suggestion on a second line. */
function oneLine(message: string): string {
  const text = message
    .replace(/^error: /, "")
    .replace(/\s*\n\s*/g, " ")
    .replace(/\.$/, "");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
