import { flagsOfSubcommand } from "../../go/flag-table.ts";
import { definePattern } from "../pattern.ts";

const undefinedFlag = /(?:^|^Error ?: |")flag provided but not defined: -(?<flag>[\w.-]+)(?<rest> .*)?$/;
/** Up to Go 1.9 the line lacked the word "go". */
const usage =
  /^usage: (?:go (?<command>(?:mod |work )?[a-z]+)|(?<old>build|install|get|test|run|list|vet|fmt|clean|generate|env) \[.*)(?: |$)/;
const help = /^Build compiles the packages named by the import paths/;
const ofGoflags =
  /^(?:\S+ )?(?:go: )?parsing \$GOFLAGS: (?<problem>unknown flag -(?<flag>[\w.-]+)|non-flag "(?<word>[^"]*)")/;
const ofVet = /^vet: flag "-(?<flag>[\w.-]+)" not defined$/;

/** Source of the words: flag/flag.go and cmd/go/internal/cmdflag, base/goflags.go; vetflag.go up to 1.13. */
export default definePattern({
  id: "unknown-flag",
  title: "A go command was given a flag that it does not have",
  rules: ["environment/unknown-flag", "environment/broken-goflags"],
  needles: ["flag provided but not defined: -", "parsing $GOFLAGS: ", 'vet: flag "-'],

  match({ line, at }) {
    const setting = ofGoflags.exec(line.text)?.groups;
    if (setting?.problem !== undefined)
      return {
        message: `GOFLAGS holds ${setting.problem}: no go command runs with it`,
        fix:
          setting.flag === undefined
            ? `Give each flag of GOFLAGS its dash and its value after "=": "${setting.word}" stands alone`
            : `Take -${setting.flag} out of GOFLAGS, or run a go that has it`,
        confidence: 0.97,
        subject: `GOFLAGS ${setting.flag ?? setting.word ?? ""}`,
      };
    // A tool that runs go may print all of it on one line.
    const pieces = line.text.split("\\n");
    const first = pieces.findIndex((piece) => undefinedFlag.test(piece));
    const text = pieces[Math.max(first, 0)] ?? "";
    const inner = first === -1 ? [] : pieces.slice(first + 1);
    const vet = ofVet.exec(text)?.groups?.flag;
    const plain = undefinedFlag.exec(text)?.groups;
    const flag = vet ?? plain?.flag;
    // A user's program and a test binary print the same words; only go's usage line follows for go.
    const next = at(1);
    const after = inner.length > 0 ? inner : [1, 2, 3].map((offset) => at(offset)?.text ?? "");
    const used = usage.exec(after[0] ?? "")?.groups;
    const helped = after.slice(0, 3).some((each) => help.test(each)) ? "build" : undefined;
    const command = vet === undefined ? (used?.command ?? used?.old ?? helped) : "vet";
    if (flag === undefined || command === undefined) return undefined;
    if (plain?.rest !== undefined)
      return {
        message: `"go ${command}" got -${flag} and its value as one word, and looked for a flag of that whole name`,
        fix: `Put the quotes around the value only: go ${command} -${flag} "…"`,
        confidence: 0.97,
        subject: `${command} -${flag}`,
      };
    const spec = flagsOfSubcommand(command)?.get(flag);
    const isGone = spec?.until !== undefined;
    // The table begins at 1.16: what every version of it has is missing only before.
    const since = Math.max(spec?.since ?? 0, 16);
    const isNewer = !isGone && spec !== undefined;
    return {
      message: `"go ${command}" has no flag -${flag}${isGone ? ` from 1.${spec.until} on` : isNewer ? `, which go 1.${since} has: an older go ran` : ""}`,
      fix: isNewer
        ? `Run it with go 1.${since} or newer, or leave -${flag} out`
        : isGone
          ? `Leave -${flag} out of this command`
          : `Take -${flag} out of this command, or put it behind the packages if a program is to get it`,
      confidence: 0.97,
      subject: `${command} -${flag}`,
      ...(next === undefined || vet !== undefined || inner.length > 0 ? {} : { lines: [next.number] }),
    };
  },
});
