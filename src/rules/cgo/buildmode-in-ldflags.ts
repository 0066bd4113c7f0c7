import type { Fix } from "../../finding/fix.ts";
import { linkerFlags } from "../../site/static-link.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "cgo/buildmode-in-ldflags",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["cgo-buildmode-in-ldflags"],
  summary:
    "-buildmode stands inside -ldflags: only the linker hears of it, and it cannot link what go compiled.",
  why:
    "-buildmode is a flag of go build, which compiles the packages and chooses the runtime for it. Handed to the linker " +
    "alone it meets objects of another mode.",
  remedy: "Write -buildmode beside -ldflags, not inside it.",
  reads: "command",

  *check({ command }, { workspace }) {
    if (!/^(?:build|install|run)$/.test(command.subcommand)) return;
    const flags = linkerFlags(command);
    const mode = /(?:^|\s)--?buildmode[= ]+([a-z-]+)/.exec(flags.text)?.[1];
    const isGivenToo = command.arguments.some(({ text }) => /^--?buildmode/.test(text));
    if (!mode || !/^(?:c-shared|plugin)$/.test(mode) || isGivenToo) return;
    yield {
      at: flags.at,
      message: `-buildmode=${mode} inside -ldflags reaches the linker only: the packages are compiled for an ordinary program, and linking them as ${mode} fails`,
      ...moved(flags.at, mode, workspace),
      cause: mode,
    };
  },
});

/** The mode as a flag of go right behind -ldflags, or in its place when nothing is left of that. */
function moved(at: Place, mode: string, workspace: Workspace): { readonly fix: Fix } | undefined {
  const text = workspace.source(at.file)?.text ?? "";
  const written = text.slice(at.span.start, at.span.end);
  const rest = written.replace(
    new RegExp(`([ \\t"'=]|^)--?buildmode[= ]+${RegExp.escape(mode)}(?=[ \\t"']|$)[ \\t]*`),
    "$1",
  );
  if (rest === written || /[$`{\n]/.test(written)) return undefined;
  const tidy = rest.replace(/[ \t]+(["']?)$/, "$1");
  const name = /--?ldflags[= \t]*$/.exec(text.slice(0, at.span.start))?.[0] ?? "";
  const isEmpty = /^(?:["']?--?ldflags=)?["']*$/.test(tidy);
  const start = isEmpty ? at.span.start - name.length : at.span.start;
  return {
    fix: {
      title: `Give -buildmode=${mode} to go itself`,
      isSafe: true,
      edits: [
        {
          at: { file: at.file, span: { start, end: at.span.end } },
          text: `${isEmpty ? "" : `${tidy} `}-buildmode=${mode}`,
        },
      ],
    },
  };
}
