import { isCgoBuild } from "../cgo-context.ts";
import { cgoEvidence } from "../cgo-evidence.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /cgo: (?:C compiler "(?<wanted>[^"]+)" not found: |exec (?<older>\S+): )exec: "[^"]+": .+$/,
  /(?:running (?<linker>\S+) failed: )?exec: "(?<tool>(?:\S*[\\/])?(?:[\w.-]+-)?(?:gcc|g\+\+|clang|clang\+\+|cc|c\+\+|gfortran|zig|musl-gcc)(?:-\d+)?(?:\.exe)?)": (?:executable file not found in (?:\$PATH|%PATH%)|stat .+: no such file or directory)$/,
  /fatal error: (?:cannot execute|cannot find) ['\u2018](?<part>cc1|cc1plus|as|ld|collect2)['\u2019].*$/,
  /error trying to exec ['\u2018](?<inner>cc1|cc1plus|as)['\u2019]: execvp: No such file or directory$/,
].map(errorReader);

/** Sources of the words: cmd/cgo gcc.go and main.go (three forms, 1.12 on), cmd/link lib.go, gcc.c. */
export default definePattern({
  id: "c-compiler-missing",
  title: "cgo is on and there is no C compiler",
  needles: [
    ": executable file not found in $PATH",
    ": executable file not found in %PATH%",
    "cgo: C compiler ",
    "cgo: exec ",
    "fatal error: cannot execute ",
    "fatal error: cannot find ",
    "error trying to exec ",
    'exec: "',
  ],

  match(context) {
    const words = forms.map((read) => read(context.line.text)).find((found) => found !== undefined);
    if (!words) return undefined;
    const tool = words.wanted ?? words.older ?? words.linker ?? words.tool;
    const part = words.part ?? words.inner;
    const isCertain = (words.wanted ?? words.older ?? words.linker) !== undefined;
    if (!isCertain && !isCgoBuild(context)) return undefined;
    const isCross = /-(?:gcc|g\+\+|clang|cc)$/.test(tool ?? "");
    return {
      message:
        part === undefined
          ? `cgo is on, and the C compiler ${tool} that it wants is not on PATH`
          : `cgo is on, and the C compiler is there without its part ${part}`,
      fix: isCross
        ? `Install the cross compiler ${tool} here, set CC to the one there is, or build with CGO_ENABLED=0 if nothing needs C`
        : `Build with CGO_ENABLED=0 if nothing needs C; else install a compiler before this step (apk add build-base, apt-get install build-essential)`,
      confidence: isCertain ? 0.97 : 0.9,
      subject: tool ?? part ?? "",
    };
  },

  *confirm(_, repository) {
    yield* cgoEvidence("1", repository);
  },
});
