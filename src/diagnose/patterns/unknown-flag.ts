import { flagsOfSubcommand } from "../../go/flag-table.ts";
import { definePattern } from "../pattern.ts";

const undefinedFlag = /^flag provided but not defined: -(?<flag>[\w.-]+)/;
const usage = /^usage: go (?<command>(?:mod |work )?[a-z]+)(?: |$)/;
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
    const vet = ofVet.exec(line.text)?.groups?.flag;
    const flag = vet ?? undefinedFlag.exec(line.text)?.groups?.flag;
    // A user's program and a test binary print the same words; only go's usage line follows for go.
    const command = vet === undefined ? usage.exec(at(1)?.text ?? "")?.groups?.command : "vet";
    const next = at(1);
    if (flag === undefined || command === undefined) return undefined;
    const spec = flagsOfSubcommand(command)?.get(flag);
    const isGone = spec?.until !== undefined;
    const isNewer = !isGone && spec !== undefined && spec.since > 0;
    return {
      message: `"go ${command}" has no flag -${flag}${isGone ? ` from 1.${spec.until} on` : isNewer ? ` before 1.${spec.since}, and an older go ran` : ""}`,
      fix: isNewer
        ? `Run it with go 1.${spec.since} or newer, or leave -${flag} out`
        : isGone
          ? `Leave -${flag} out of this command`
          : `Take -${flag} out of this command, or put it behind the packages if a program is to get it`,
      confidence: 0.97,
      subject: `${command} -${flag}`,
      ...(next === undefined || vet !== undefined ? {} : { lines: [next.number] }),
    };
  },
});
