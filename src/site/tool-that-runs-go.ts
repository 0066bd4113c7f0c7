/** Programs that load packages through the go command: where go refuses, they stop as well. */
import type { Workspace } from "../workspace/workspace.ts";
import { resolveCommand } from "./resolve-command.ts";
import type { PlainCommand } from "./shell/command-host.ts";
import type { CommandArgument, GoCommand } from "./site.ts";
import { known } from "./value.ts";

interface Tool {
  readonly name: RegExp;
  /** What stands behind the name when it loads packages. */
  readonly call: RegExp;
  /** The go subcommand that it begins with. */
  readonly runs: "list" | "build" | "test";
}

const tools: readonly Tool[] = [
  { name: /^golangci-lint$/, call: /^run\b(?!.*(?:^|\s)(?:-h|--help)\b)/, runs: "list" },
  {
    name: /^govulncheck$/,
    call: /^(?!.*(?:^|\s)--?(?:mode|version|h|help)\b)(?:.*\s)?\.\/\S*$/,
    runs: "list",
  },
  {
    name: /^staticcheck$/,
    call: /^(?!.*(?:^|\s)--?(?:merge|version|explain|list-checks|h|help)\b)(?:.*\s)?\.\/\S*$/,
    runs: "list",
  },
  { name: /^ko$/, call: /^(?:build|publish|apply|create|resolve|run)\b/, runs: "build" },
  { name: /^gotestsum$/, call: /^(?!tool\b)(?!.*(?:^|\s)--?(?:raw-command|version|h|help)\b)/, runs: "test" },
];

/** The go command that a tool runs before all else, resolved as if it stood there itself; undefined for other programs. */
export function goCommandOfTool(command: PlainCommand, workspace: Workspace): GoCommand | undefined {
  const [first, ...rest] = command.words;
  if (first?.value.kind !== "known") return undefined;
  const name = first.value.text.slice(first.value.text.lastIndexOf("/") + 1);
  const tool = tools.find((candidate) => candidate.name.test(name));
  if (!tool || rest.some(({ value }) => value.kind === "unknown")) return undefined;
  const call = rest.map(({ value }) => (value.kind === "known" ? value.text : "")).join(" ");
  if (!tool.call.test(call)) return undefined;
  const word = (text: string): CommandArgument => ({ text, value: known(text), at: first.at });
  const words = [word("go"), word(tool.runs), word("./...")];
  return { ...resolveCommand({ ...command, words }, "go", { workspace }), byTool: name };
}
