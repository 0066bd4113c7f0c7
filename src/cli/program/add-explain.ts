import type { Terminal } from "../terminal.ts";
import type { Command } from "./commander.ts";
import { examples } from "./examples.ts";

interface TagsFlags {
  readonly repository: string | undefined;
  readonly site: string | undefined;
  readonly tags: string | undefined;
  readonly against: string | undefined;
}

/** Adds `breakwater explain` to the program. */
export function addExplain(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const explain = program
    .command("explain")
    .description("Explain a rule with its cases; without a rule, list all.")
    .argument("[RULE]", "a rule's id")
    .addHelpText(
      "after",
      examples(["breakwater explain", "breakwater explain toolchain/go-older-than-module"]),
    )
    .action(async (rule: string | undefined) => {
      const { runExplain } = await import("../explain.ts");
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
      const { runExplainTags } = await import("../explain-tags.ts");
      const { repository, site, tags, against } = options;
      exit(await runExplainTags({ pkg, repository, site, tags, against }, terminal));
    });
}
