/** The go.mod files of published modules, fetched alone, and odd files made of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { machineProxy, runGo } from "./go-command.ts";
import type { FileKind } from "./go-mod-edit.ts";
import { mutate, type Pick } from "./mutate-mod-file.ts";

const workFile = "// top\ngo 1.21\n\nuse (\n\t.\n\t./b // c\n)\n\nreplace example.com/a => ./a\n";

/** The lines `module@version` of test/corpus/modules.txt. */
export function corpusModules(): string[] {
  const text = readFileSync(join(import.meta.dir, "../corpus/modules.txt"), "utf8");
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}

/** The bytes of the go.mod of each module, which the real go fetches and checks. */
export async function readModFiles(modules: readonly string[]): Promise<Uint8Array[]> {
  const { exitCode, stdout, stderr } = await runGo(["list", "-m", "-f", "{{.GoMod}}", ...modules], {
    folder: import.meta.dir,
    environment: { GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
  });
  if (exitCode !== 0) throw new Error(`Cannot fetch go.mod files: ${stderr}`);
  return stdout
    .split("\n")
    .filter((path) => path !== "")
    .map((path) => readFileSync(path));
}

/** One odd file and its text. */
export interface OddFile {
  readonly kind: FileKind;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Changes of the first lines of real files; every fourth is a go.work. */
export function* oddFiles(
  files: readonly Uint8Array[],
  { count, pick }: { count: number; pick: Pick },
): Generator<OddFile> {
  for (let index = 0; index < count; index++) {
    const kind = index % 4 === 3 ? "work" : "mod";
    const text = mutate(kind === "work" ? workFile : beginning(files[pick(files.length)]), pick);
    yield { kind, text, bytes: new TextEncoder().encode(text) };
  }
}

function beginning(file: Uint8Array | undefined): string {
  const text = new TextDecoder().decode(file).split("\n").slice(0, 40).join("\n");
  const isCut = text.lastIndexOf("(\n") > text.lastIndexOf("\n)");
  return isCut ? `${text}\n)\n` : text;
}
