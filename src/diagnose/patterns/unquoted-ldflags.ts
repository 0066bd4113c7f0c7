import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const malformed = errorReader(
  /malformed import path "(?<word>[\w./-]+\.\w+=[^"]*)": invalid char '='(?:$|[\s"\\])/,
);
const missing = errorReader(
  /(?:no required module provides package |package )(?<word>main\.\w+)(?:; to add it:| is not in std.*|$)/,
);
const definition =
  /^(?:\S*[\\/])?link(?:\.exe)?: -X flag requires argument of the form importpath\.name=value$/;
const usage = /^(?:\S+ )?usage: link \[options\] main\.o$/;
const unknown = /^flag provided but not defined: -(?<flag>[\w-]+)$/;

/** Sources of the words: cmd/go/internal/load, x/mod module.CheckImportPath; cmd/link/internal/ld main.go and data.go (addstrdata1). */
export default definePattern({
  id: "unquoted-ldflags",
  title: "The linker's flags are not written as go reads them",
  rules: ["source/linker-variable-missing"],
  needles: [
    ": invalid char '='",
    "link: -X flag requires argument of the form ",
    "link.exe: -X flag requires argument of the form ",
    "usage: link [options]",
    "no required module provides package main.",
    "package main.",
  ],
  explains: ["no-required-module", "package-not-in-std"],

  match(context) {
    const { text } = context.line;
    const certain = { confidence: 0.95, subject: "-ldflags" };
    const word = (malformed(text) ?? missing(text))?.word;
    if (word !== undefined)
      return {
        ...certain,
        message: `go took "${word}" for a package: the value of -ldflags ended before it, so it stands outside of the quotes, or there are none`,
        fix: `Write the whole value of -ldflags in one pair of quotes: -ldflags "-X ${word.includes("=") ? word : `${word}=VALUE`}"; quotes inside of a variable are no quotes for the shell`,
      };
    if (definition.test(text))
      return {
        ...certain,
        message: "The linker got -X without NAME=VALUE: the value was empty, or a blank in it ended the word",
        fix: `Write it as -ldflags "-X 'PACKAGE.NAME=VALUE'": the inner quotes keep a value with blanks together, and "=" stands even before an empty one`,
      };
    if (usage.test(text)) return fromUsage(context);
    return undefined;
  },
});

function fromUsage({ at }: LogContext): ReturnType<Parameters<typeof definePattern>[0]["match"]> {
  const flag = unknown.exec(at(-1)?.text ?? "")?.groups?.flag;
  return {
    message:
      flag === undefined
        ? "The linker got words that it could not read as flags, and printed how it is called"
        : `The linker has no flag -${flag}`,
    fix:
      flag === undefined
        ? `Put the whole value of -ldflags in one pair of quotes, and each -X value with blanks in inner ones: -ldflags "-s -X 'main.version=1.0 beta'"`
        : `Take -${flag} out of -ldflags; a flag for the C linker is written -extldflags "-${flag}" inside of -ldflags`,
    confidence: 0.93,
    subject: "-ldflags",
    ...(flag === undefined ? {} : { lines: [at(-1)?.number ?? 1] }),
  };
}
