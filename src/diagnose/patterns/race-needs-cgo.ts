import { cgoEvidence } from "../cgo-evidence.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const read = errorReader(
  /(?:go(?: \w+)?: )?(?<flag>-(?:race|msan|asan)) requires cgo(?<here>; enable cgo by setting CGO_ENABLED=1)?$/,
);

/** Source of the words: cmd/go/internal/work init.go; before 1.18 `go test: -race …`; without the advice in a cross build. */
export default definePattern({
  id: "race-needs-cgo",
  title: "The race detector is asked for and cgo is off",
  rules: ["cgo/race-without-cgo"],
  needles: [" requires cgo"],

  match({ line }) {
    const words = read(line.text);
    if (!words?.flag || !/(?:^|[\s:|])go(?: \w+)?: $|^$/.test(prefix(line.text, words.flag)))
      return undefined;
    const { flag, here } = words;
    return {
      message: `${flag} needs cgo, and cgo is off here${here === undefined ? " because the target is another platform" : ": CGO_ENABLED=0 is set, or there is no C compiler"}`,
      fix:
        here === undefined
          ? `Set CGO_ENABLED=1 and CC to a compiler for the target, or run ${flag} on a machine of that platform`
          : `Set CGO_ENABLED=1 for this command and install gcc with the C library's headers, or take ${flag} away here`,
      confidence: 0.97,
      subject: flag,
      rule: "cgo/race-without-cgo",
    };
  },

  *confirm(_, repository) {
    yield* cgoEvidence("0", repository);
  },
});

function prefix(text: string, flag: string): string {
  return text.slice(0, text.indexOf(`${flag} requires`));
}
