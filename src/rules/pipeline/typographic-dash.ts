import type { Problem } from "../../finding/finding.ts";
import { parseGoArguments } from "../../go/flag-table.ts";
import type { CommandArgument, GoCommand } from "../../site/site.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { fixOf, replaceText } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "pipeline/typographic-dash",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["pipeline-typographic-dash"],
  summary:
    "A go command holds a typographic dash or curly quotes: it stops, or takes a value that fits nothing and succeeds.",
  why:
    "Word processors turn `--` into — and `-` into –. Neither starts a flag: go takes the word for a package. Shells take " +
    "only straight quotes away, so curly ones stay in a value: -run “TestX” runs no test and ends well.",
  remedy: "Write ASCII `-` and straight quotes.",
  reads: "command",

  *check({ command }, { workspace }) {
    if (/^(?:run|tool|env)$/.test(command.subcommand)) return;
    const flags = flagsByIndex(command);
    for (const [index, argument] of command.arguments.entries()) {
      const sign =
        /^[\u2010-\u2015\u2212][-\u2010-\u2015\u2212]?(?=[A-Za-z])|^[\u201c\u201d\u2018\u2019]|[\u201c\u201d]$/.exec(
          argument.text,
        )?.[0];
      const flag = flags.get(index);
      // A value may start with any dash, and operator-in-tags tells what becomes of tags.
      if (sign === undefined || flag === "tags") continue;
      const isQuote = /[\u2018-\u201d]/.test(sign);
      if (flag !== undefined && !isQuote) continue;
      const code = sign.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
      yield {
        at: argument.at,
        ...(isQuote ? quoted(command, argument, flag) : dashed(command, argument, `U+${code}`)),
        ...(isQuote ? straightened(argument, workspace) : withAsciiDash(command, { index, sign, workspace })),
        cause: `U+${code}`,
      };
    }
  },
});

/** The flag that an argument is or gives its value to. */
function flagsByIndex({ subcommand, arguments: args, go }: GoCommand): ReadonlyMap<number, string> {
  const texts = args.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const { flags } = parseGoArguments(subcommand, texts, go.version);
  return new Map(
    flags.flatMap(({ name, index, valueIndex }): readonly [number, string][] => [
      [index, name],
      [valueIndex ?? index, name],
    ]),
  );
}

/** An ASCII dash, where that makes a flag which the command has. */
function withAsciiDash(
  { subcommand, arguments: args, go }: GoCommand,
  {
    index,
    sign,
    workspace,
  }: { readonly index: number; readonly sign: string; readonly workspace: Workspace },
): ReturnType<typeof fixOf> {
  const argument = args[index];
  const texts = args.map(({ value, text }, at) =>
    at === index ? text.replace(sign, "-") : value.kind === "known" ? value.text : text,
  );
  const isFlag = parseGoArguments(subcommand, texts, go.version).flags.some(
    (flag) => flag.index === index && flag.spec !== undefined,
  );
  if (!argument || !isFlag) return undefined;
  return fixOf(replaceText(workspace, { at: argument.at, from: sign, to: "-" }), {
    title: "Write an ASCII dash",
    isSafe: true,
  });
}

/** Straight quotes around one word, on a line that has none which they could meet. */
function straightened({ text, at }: CommandArgument, workspace: Workspace): ReturnType<typeof fixOf> {
  const source = workspace.source(at.file);
  const line = source?.lines.lineText(source.lines.positionAt(at.span.start).line) ?? "";
  const curly = text.match(/[\u2018-\u201d]/g) ?? [];
  if (curly.length !== 2 || /["'`$\\]/.test(line)) return undefined;
  const to = text.replace(/[\u201c\u201d]/g, '"').replace(/[\u2018\u2019]/g, "'");
  return fixOf(replaceText(workspace, { at, from: text, to }), {
    title: "Write straight quotes",
    isSafe: true,
  });
}

type Judgement = Pick<Problem, "message" | "harm">;

function dashed({ subcommand }: GoCommand, { text }: CommandArgument, code: string): Judgement {
  return {
    message: `"go ${subcommand}" takes ${text} for a package or file: it starts with the typographic character ${code}`,
  };
}

function quoted({ subcommand }: GoCommand, { text }: CommandArgument, flag: string | undefined): Judgement {
  if (flag !== undefined) {
    return {
      // These take any text.
      harm: /^(?:run|skip|o)$/.test(flag) ? "S1" : "S2",
      message: `"go ${subcommand}" gets ${text} with its curly quotes: no shell takes them away, and they become part of -${flag}`,
    };
  }
  if (!text.includes("...")) {
    return {
      message: `"go ${subcommand}" takes ${text} for a package or file: its curly quotes belong to the name`,
    };
  }
  return {
    harm: /^(?:test|vet)$/.test(subcommand) ? "S2" : "S1",
    message: `"go ${subcommand}" does nothing for ${text}: its curly quotes belong to the pattern, which matched no packages`,
  };
}
