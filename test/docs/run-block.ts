import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { version } from "../../src/cli/version.ts";
import { type DocsHome, own } from "./docs-home.ts";
import { root } from "./pages.ts";
import { type Block, even, parseConsole, printsAsShown } from "./shell-blocks.ts";

/** What went wrong in a block: nothing, or the words to show; or why it could not be tried here. */
export type Outcome =
  | { readonly kind: "good" }
  | { readonly kind: "bad"; readonly words: string }
  | { readonly kind: "not here"; readonly reason: string };

// A command that fails ends the block, as with `set -e`; 1 is what `check` and `verify` answer when they have findings.
const strict = `trap 'code=$?; case "$code:$BASH_COMMAND" in 1:*breakwater*\\ check*|1:*breakwater*\\ verify*) ;; *) exit $code ;; esac' ERR\n`;
/** How a shell is started that reads no file of the user, and what its users have in theirs. */
const starts: Readonly<Record<string, { readonly words: readonly string[]; readonly before: string }>> = {
  sh: { words: ["bash", "--noprofile", "--norc", "-c"], before: strict },
  bash: { words: ["bash", "--noprofile", "--norc", "-c"], before: strict },
  zsh: { words: ["zsh", "-f", "-e", "-c"], before: "autoload -U compinit && compinit -u -D\n" },
  fish: { words: ["fish", "--no-config", "-c"], before: "" },
};

/** Runs a block as a reader would who stands in the folder that the page names. */
export function runBlock(block: Block, home: DocsHome): Outcome {
  if (block.language === "console") return runConsole(block, home);
  const start = starts[block.language];
  const [shell = "", ...words] = start?.words ?? [];
  if (Bun.which(shell) === null) return { kind: "not here", reason: `there is no ${shell}` };
  const script = `${start?.before}${asReader(block.text)}\ntrue\n`;
  const done = spawnSync(shell, [...words, script], placeOf(block, home));
  const said = `${done.stdout}${done.stderr}`;
  if (done.status === 0) return { kind: "good" };
  if (/go cannot download|go is not on PATH/.test(said)) return { kind: "not here", reason: said.trim() };
  return { kind: "bad", words: `exit code ${done.status}\n${said}` };
}

function runConsole(block: Block, home: DocsHome): Outcome {
  const commands = parseConsole(block);
  if (commands.length === 0) return { kind: "bad", words: "no line begins with $" };
  for (const { command, output } of commands) {
    const script = `exec 2>&1\n${asReader(command)}`;
    const done = spawnSync("bash", ["--noprofile", "--norc", "-c", script], placeOf(block, home));
    const mayFind = /^(?:\w+=\S+ )*breakwater (?:check|verify|tools verify)\b/.test(command);
    const isExpected = done.status === 0 || (mayFind && done.status === 1);
    const printed = done.stdout.replaceAll(home.folder, "~");
    if (!isExpected) return { kind: "bad", words: `$ ${command}\nexit code ${done.status}\n${printed}` };
    if (!printsAsShown(output, printed))
      return { kind: "bad", words: `$ ${command}\nprints\n${printed.split("\n").map(even).join("\n")}` };
  }
  return { kind: "good" };
}

/** What a reader replaces: the version, and the platform of the file that is downloaded. */
export function asReader(text: string): string {
  return text.replaceAll("VERSION", version).replaceAll("linux-x64", own?.name ?? "linux-x64");
}

function placeOf({ folder = "~/src/ledger" }: Block, home: DocsHome) {
  const options = { encoding: "utf8", timeout: 120_000 } as const;
  if (folder !== "the clone")
    return { ...options, cwd: join(home.folder, folder.replace(/^~/, "")), env: { ...home.environment } };
  // A clone has Node, npm and the real go, with the proxies that this machine's go asks.
  const { PATH = "", GOPROXY, GONOSUMDB, GOSUMDB, HTTPS_PROXY, NO_PROXY } = process.env;
  const given = { GOPROXY, GONOSUMDB, GOSUMDB, HTTPS_PROXY, NO_PROXY };
  return { ...options, cwd: root, env: { ...home.environment, ...given, PATH } };
}
