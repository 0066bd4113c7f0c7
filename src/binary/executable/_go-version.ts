import { plainGo } from "../../../scripts/plain-go.ts";
import { openFileBlob } from "../../cli/file-blob.ts";
import { formatBuildInfo } from "../../go/build-info.ts";
import { readProgram } from "./read-program.ts";

/** What the real `go version -m` says of files, by file: its lines without the file's name, or its error. */
export function realGoVersion(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    files.map((file) => {
      const done = Bun.spawnSync(["go", "version", "-m", file], { env: plainGo() });
      const text = `${done.stdout}${done.stderr}`
        .replace(`${file}: `, "")
        .replace(`could not read Go build info from ${file}: `, "")
        .replaceAll(/^\t/gm, "");
      return [file, text.trimEnd()];
    }),
  );
}

/** The same from our reader. */
export function ourGoVersion(file: string): string {
  const blob = openFileBlob(file);
  try {
    const { go, reason } = readProgram(blob);
    return go ? `${go.version}\n${formatBuildInfo(go.info)}`.trimEnd() : (reason ?? "");
  } finally {
    blob.close();
  }
}
