import { isQuotedLine } from "../is-quoted-line.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /(?:^|[\s"'])(?<program>[^\s:"']+): error while loading shared libraries: (?<library>[^\s:]+): cannot open(?:$| shared object file(?:$|: No such file))/,
  /Error loading shared library (?<library>(?!ld-linux)[^\s:]+): No such file or directory \(needed by (?<program>[^)]+)\)/,
  /dyld(?:\[\d+\])?: Library not loaded: (?<library>\S+)$/,
];

/** Sources of the words: glibc's elf/rtld.c, musl's ldso/dynlink.c, Apple's dyld. */
export default definePattern({
  id: "shared-library-missing",
  title: "A shared library that the program was linked with is not installed",
  rules: ["image/libc-missing"],
  isOfPrograms: true,
  needles: [
    "error while loading shared libraries: ",
    "Error loading shared library ",
    "Library not loaded: ",
  ],

  explains: ["missing-loader"],

  match({ line, at }) {
    if (isQuotedLine(line.text)) return undefined;
    const words = forms.map((form) => form.exec(line.text)?.groups).find((found) => found !== undefined);
    if (!words?.library) return undefined;
    const { library } = words;
    const program = words.program ?? /Referenced from: (?:<\S+> )?(\S+)/.exec(at(1)?.text ?? "")?.[1];
    return {
      message: `${program ?? "the program"} was linked with ${library}, which is not where it is started`,
      fix: `Install the package of ${library} in the image that runs it (the one without -dev), copy the file there (ldd lists all), or link it statically`,
      confidence: 0.95,
      subject: library,
    };
  },
});
