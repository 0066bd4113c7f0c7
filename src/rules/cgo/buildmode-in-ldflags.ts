import { linkerFlags } from "../../site/static-link.ts";
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

  *check({ command }) {
    if (!/^(?:build|install|run)$/.test(command.subcommand)) return;
    const flags = linkerFlags(command);
    const mode = /(?:^|\s)--?buildmode[= ]+([a-z-]+)/.exec(flags.text)?.[1];
    const isGivenToo = command.arguments.some(({ text }) => /^--?buildmode/.test(text));
    if (!mode || !/^(?:c-shared|plugin)$/.test(mode) || isGivenToo) return;
    yield {
      at: flags.at,
      message: `-buildmode=${mode} inside -ldflags reaches the linker only: the packages are compiled for an ordinary program, and linking them as ${mode} fails`,
      cause: mode,
    };
  },
});
