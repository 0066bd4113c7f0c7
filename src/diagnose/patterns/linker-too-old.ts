import { isCgoBuild } from "../cgo-context.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";

const forms = [
  /(?<what>unrecognized relocation \(?0x[0-9a-f]+\)?) in section [`'][^'`]+['`]$/,
  /(?<what>unrecognized relocation type 0x[0-9a-f]+.*)$/,
  /(?<what>unsupported reloc(?:ation)? (?:type )?\d+.*)$/,
  /(?<what>unrecognized option '--(?:compress-debug-sections|export-dynamic-symbol)\S*')$/,
  /(?<what>unexpected relocation type \d+).*$/,
].map(errorReader);

/** Source of the words: GNU ld (elf64-x86-64.c), cmd/link loadelf. Newer assemblers write relocations 41 and 42. */
export default definePattern({
  id: "linker-too-old",
  title: "The linker is older than the objects that it links",
  needles: [
    "unrecognized relocation ",
    "unsupported reloc",
    "unrecognized option '--",
    "unexpected relocation type ",
  ],
  explains: ["undefined-reference"],

  match(context) {
    const words = forms.map((read) => read(context.line.text)).find((found) => found !== undefined);
    if (!words?.what || !isCgoBuild(context)) return undefined;
    return {
      message: `the linker on this machine does not know what newer tools wrote (${words.what})`,
      fix: "Use binutils of the age of the compiler that made the objects (a newer build image), or link with an older version of the C library",
      confidence: 0.9,
      subject: words.what.replace(/\s+in .*/, ""),
    };
  },
});
