import { isQuotedLine } from "../is-quoted-line.ts";
import { definePattern, type LogContext } from "../pattern.ts";

const forms = [
  /exec user process caused:? "?exec format error"?$/,
  /\bfork\/exec (?<file>\S+): exec format error\b/,
  /(?:^|[\s:"])(?:exec|exec:) "?(?<file>[^\s"]+)"?: exec format error\b/,
  /(?<file>[^\s:]+): cannot execute binary file(?:: Exec format error)?$/,
  /exec format error: (?<file>\S+)$/,
  /(?<file>[^\s:]+): Exec format error$/,
  /OSError: \[Errno 8\] Exec format error: '(?<file>[^']+)'/,
];

/** Sources of the words: the kernel's ENOEXEC as Go's syscall, runc, containerd and shells print it. */
export default definePattern({
  id: "exec-format-error",
  title: "A program was built for another platform than the one that starts it",
  rules: ["image/shadowed-target-arch"],
  isOfPrograms: true,
  needles: ["exec format error", "Exec format error", ": cannot execute binary file"],

  match(context) {
    const { text } = context.line;
    if (isQuotedLine(text)) return undefined;
    const found = forms.map((form) => form.exec(text)).find((each) => each !== null);
    if (!found) return undefined;
    const file = found.groups?.file ?? fileNear(context);
    const name = file ?? "the container's first program";
    if (file !== undefined && /\.sh$|entrypoint/.test(file))
      return {
        message: `the kernel cannot start ${file}: a script needs a first line such as #!/bin/sh`,
        fix: `Begin ${file} with #!/bin/sh, or start it as sh ${file}`,
        confidence: 0.85,
        subject: name,
      };
    const isTest = /\.test$|go-build/.test(file ?? "");
    return {
      message: `${name} is a program for another platform than the machine that starts it`,
      fix: isTest
        ? "Run tests without GOOS and GOARCH of another platform (unset them for go test, go run and go generate), or give go an emulator with -exec"
        : `Build it for the machine that runs it: GOARCH of the build, --platform of the image and the node's architecture have to agree (file ${file ?? "PROGRAM"} shows what it is for); an empty or cut file does this too`,
      confidence: 0.93,
      subject: name,
    };
  },
});

function fileNear({ at }: LogContext): string | undefined {
  return /\b(?:ENTRYPOINT|CMD) \["([^"]+)"/.exec(
    [at(-2), at(-1), at(1)].map((line) => line?.text ?? "").join("\n"),
  )?.[1];
}
