import { lastStageEvidence } from "../cgo-evidence.ts";
import { isQuotedLine } from "../is-quoted-line.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const forms: readonly (readonly [RegExp, number])[] = [
  [/exec user process caused:? "?no such file or directory"?$/, 0.9],
  [/^exec (?<file>\/\S+): no such file or directory$/, 0.85],
  [
    /Error loading shared library (?<loader>ld-linux[\w.-]+): No such file or directory \(needed by (?<file>[^)]+)\)/,
    0.97,
  ],
  [/(?<file>\S+): (?<loader>\/lib\S*\/ld-\S+): bad ELF interpreter: No such file or directory$/, 0.97],
  [
    /(?:qemu-\w+(?:-static)?: )?Could not open '(?<loader>\/lib\S*\/ld-[^']+)': No such file or directory/,
    0.95,
  ],
  [
    /Error relocating (?<file>\S+): (?<symbol>__\w+|\w+64|gnu_\w+|backtrace\w*|fts_\w+|mallinfo|malloc_trim|\w+_l): symbol not found$/,
    0.9,
  ],
];
/** A shell says so of a file that is not there, too: it counts only where the log shows that it is. */
const byShell =
  /^(?:\S*sh: (?:line )?(?:\d+: )?|env: )(?<file>\.{0,2}\/\S+|['\u2018]\.{0,2}\/\S+['\u2019]): (?:not found|No such file or directory|cannot execute: required file not found)$/;

/** Sources of the words: the kernel's ENOENT for a missing interpreter as runc, containerd and shells print it; musl's dynlink.c. */
export default definePattern({
  id: "missing-loader",
  title: "The program is there, and the loader that it names is not",
  rules: ["image/libc-missing"],
  isOfPrograms: true,
  needles: [
    "exec user process caused",
    ": no such file or directory",
    "Error loading shared library ld-linux",
    "bad ELF interpreter",
    "Could not open '/lib",
    "Error relocating ",
    ": not found",
    ": No such file or directory",
    "required file not found",
  ],

  match(context) {
    const { text } = context.line;
    if (isQuotedLine(text)) return undefined;
    for (const [form, confidence] of forms) {
      const found = form.exec(text);
      if (found) return judge(found.groups ?? {}, confidence);
    }
    const shell = byShell.exec(text)?.groups;
    const file = shell?.file?.replace(/^['\u2018]|['\u2019]$/g, "");
    if (file === undefined) return undefined;
    return text.endsWith("required file not found") || isThere(context, file)
      ? judge({ file }, 0.88)
      : undefined;
  },

  *confirm(_, repository) {
    yield* lastStageEvidence(["none", "musl"], repository);
  },
});

function judge({ file, loader, symbol }: Readonly<Record<string, string | undefined>>, confidence: number) {
  const name = file ?? "the container's first program";
  if (file !== undefined && /\.sh$|entrypoint/.test(file))
    return {
      message: `the kernel cannot start ${file}: its first line names an interpreter that is not there, or ends in a carriage return`,
      fix: `Look at the first line of ${file}: the shell it names has to be in the image (scratch and distroless have none), and the file needs LF line ends (.gitattributes: *.sh text eol=lf)`,
      confidence: 0.85,
      subject: name,
    };
  const what =
    symbol === undefined
      ? `the loader that it names${loader === undefined ? " (ld-linux of glibc, or ld-musl)" : `, ${loader},`} is not in this image`
      : `the libc of this image (musl) lacks ${symbol}`;
  return {
    message: `${name} exists, and ${what}: it was built with cgo for another C library`,
    fix: "Build it with CGO_ENABLED=0 if only net and os/user use cgo, else run it in an image with the C library it was built with (build and run both on alpine, or both on Debian)",
    confidence,
    subject: name,
  };
}

/** Whether what ls or file printed shows that the file is there. */
function isThere({ at }: LogContext, file: string): boolean {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (name === "") return false;
  const shown = new RegExp(`^[-l]r?[-wxrst]{8,9}[.+@]?\\s.*[\\s/]${name}\\*?(?: -> .*)?$|${name}: ELF `);
  for (let offset = -8; offset <= 14; offset++)
    if (offset !== 0 && shown.test(at(offset)?.text ?? "")) return true;
  return false;
}
