import { isCgoBuild } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const flag = errorReader(
  /(?:error: )?(?:unrecognized|unknown|unsupported) (?:command[- ]line )?(?:option|argument):? ['"\u2018]?(?<flag>-m(?:64|32|arm|thumb|abi=\S+?|arch=\S+?|float-abi=\S+?)|-EL|-EB)['"\u2019]?.*$/,
);
const arch = errorReader(
  /error: bad value \(?['\u2018](?<value>[\w+-]+)['\u2019]\)? for ['\u2018]?-m(?:arch|cpu|tune)=['\u2019]? switch.*$/,
);
const assembler = errorReader(
  /(?<file>(?:gcc|asm|linux|race)_(?:amd64|386|x86|arm64|arm|riscv64|ppc64x?|s390x|mips64x|mipsx|loong64)\.S): (?:Assembler messages:|\d+:.*)$/,
);
const linked = errorReader(
  /(?<object>\S+): (?:Relocations in generic ELF \(EM: \d+\)|(?:error adding symbols: )?file in wrong format).*$/,
);
const archOfFlag: Readonly<Record<string, string>> = {
  "-m64": "amd64",
  "-m32": "386",
  "-marm": "arm",
  "-EL": "mips",
  "-EB": "mips",
};

/** Source of the words: gcc and as; cmd/cgo gccMachine and cmd/go (*Builder).gccArchArgs add the options. */
export default definePattern({
  id: "wrong-architecture-assembler",
  title: "The C compiler is one for another architecture",
  needles: [
    "unrecognized command-line option ",
    "unrecognized command line option ",
    "unsupported option '-m",
    "unsupported argument '",
    "unknown argument: '-m",
    "error: bad value ",
    "unrecognized option '-E",
    ".S: Assembler messages:",
    "Relocations in generic ELF",
    "file in wrong format",
  ],
  explains: ["linker-too-old", "undefined-reference"],

  match(context) {
    const { text } = context.line;
    const option = flag(text)?.flag;
    const value = arch(text)?.value;
    const file = assembler(text)?.file;
    const wrong = linked(text)?.object;
    if ((option ?? value ?? file ?? wrong) === undefined || !isCgoBuild(context)) return undefined;
    if (file !== undefined && !refusesInstructions(context)) return undefined;
    const target =
      archOfFlag[option ?? ""] ??
      /_(\w+?(?:390x)?)x?\.S$/.exec(file ?? "")?.[1] ??
      (value?.startsWith("arm") ? "arm" : undefined);
    const shown = option ?? value ?? file ?? wrong;
    return {
      message: `cgo compiles for ${target ?? "another architecture"}, and the C compiler that ran is not one for it (${shown})`,
      fix:
        option === undefined
          ? `Set CC to a cross compiler for the target (CC=aarch64-linux-gnu-gcc for arm64, x86_64-linux-gnu-gcc for amd64), build on a machine of that architecture, or build with CGO_ENABLED=0 if nothing needs C`
          : `Compare go version with uname -m: install the go of this machine's architecture if they differ; in a wanted cross build set CC to a compiler for ${target ?? "the target"}, or CGO_ENABLED=0`,
      confidence: file !== undefined || option !== undefined ? 0.95 : 0.85,
      subject: target ?? shown ?? "",
    };
  },
});

/** Whether the assembler refuses instructions: it may also only warn. */
function refusesInstructions({ at }: LogContext): boolean {
  return [1, 2, 3].some((offset) =>
    /: Error: (?:no such instruction|bad |unrecognized|junk|expecting|operand|unknown|invalid)/.test(
      at(offset)?.text ?? "",
    ),
  );
}
