/**
 * Will a program start in a root file system? Follows the kernel (man execve(2)) and the two dynamic linkers of
 * Linux: interpreter, every library of every library, every symbol version, and symbols where they are bound at start.
 */
import type { BlobReader } from "../blob-reader.ts";
import type { Executable } from "../executable/model.ts";
import { readExecutable } from "../executable/read-executable.ts";
import type { RootView } from "../root/root-view.ts";
import { loadLibraries, MAX_LIBRARY_BYTES } from "./load-libraries.ts";
import { identifyLoader, type Loader, muslPathFile, parseMuslPath } from "./loader.ts";
import { parseLoaderCache } from "./loader-cache.ts";
import type { SearchSettings } from "./search-library.ts";
import type { StartCause, StartQuestion, StartVerdict } from "./start-verdict.ts";

/** Judges a start. */
export function checkStart(question: StartQuestion, root: RootView): Promise<StartVerdict> {
  return checkFile(question, root, 0);
}

async function checkFile(question: StartQuestion, root: RootView, depth: number): Promise<StartVerdict> {
  const script = scriptInterpreter(question.blob);
  if (script !== undefined) return checkScript(question, { root, script, depth });
  const read = readExecutable(question.blob);
  if (read.kind === "unknown") {
    return stopped({
      kind: "format",
      subject: question.path,
      words: "Exec format error",
      found: read.detail,
    });
  }
  const { executable } = read;
  const { format, arch, linkage } = executable;
  if (format !== "elf") {
    return stopped({ kind: "format", subject: question.path, words: "Exec format error", found: format });
  }
  const fit = question.arch === undefined ? "runs" : machineFit(arch, question.arch);
  if (fit === "unknown") return unknownStart(`whether this ${question.arch} machine runs ${arch}, too`);
  if (fit === "refuses") {
    const found = `built for ${arch ?? "an unknown machine"}`;
    return stopped({ kind: "machine", subject: question.arch ?? "", words: "Exec format error", found });
  }
  if (linkage.kind === "shared-library")
    return { outcome: "unknown", causes: [], unknown: ["it is a shared library, not a program"], loads: [] };
  // The kernel starts the interpreter whether the program needs libraries or not.
  if (linkage.interpreter === undefined) return { outcome: "starts", causes: [], unknown: [], loads: [] };
  return checkInterpreter(question, executable, { root, interpreter: linkage.interpreter });
}

const MAX_SCRIPTS = 5;

/** What the kernel starts for a script: the first word behind `#!`. */
function scriptInterpreter(blob: BlobReader): string | undefined {
  const line = Buffer.from(blob.read(0, 256)).toString("latin1").split("\n")[0] ?? "";
  return line.startsWith("#!") ? (/^#![ \t]*([^ \t\0]*)/.exec(line)?.[1] ?? "") : undefined;
}

async function checkScript(
  question: StartQuestion,
  { root, script, depth }: { root: RootView; script: string; depth: number },
): Promise<StartVerdict> {
  if (script === "")
    return stopped({
      kind: "format",
      subject: question.path,
      words: "Exec format error",
      found: "#! without a program",
    });
  if (depth >= MAX_SCRIPTS)
    return stopped({
      kind: "format",
      subject: script,
      words: "too many levels of symbolic links",
      found: undefined,
    });
  const path = script.startsWith("/") ? script : `${question.workingFolder}/${script}`;
  const asked = { kind: "interpreter", subject: script } as const;
  const entry = root.find(path);
  if (!entry) return stopped({ ...asked, words: "no such file or directory", found: undefined });
  if (entry.kind !== "file" || (entry.mode & 0o111) === 0)
    return stopped({ ...asked, words: "permission denied", found: `${entry.path} is not executable` });
  const blob = (await root.read([path], MAX_LIBRARY_BYTES)).get(path);
  if (!blob) return unknownStart(`${path} could not be read`);
  return checkFile({ ...question, blob, path: entry.path }, root, depth + 1);
}

/** Kernels of amd64 run 386, too; whether one of arm64 runs arm depends on the processor. */
function machineFit(program: string | undefined, machine: string): "runs" | "refuses" | "unknown" {
  if (program === machine || (program === "386" && machine === "amd64")) return "runs";
  return program === "arm" && machine === "arm64" ? "unknown" : "refuses";
}

function stopped(cause: Omit<StartCause, "wantedBy">): StartVerdict {
  return {
    outcome: "does-not-start",
    causes: [{ ...cause, wantedBy: "the kernel" }],
    unknown: [],
    loads: [],
  };
}

async function checkInterpreter(
  question: StartQuestion,
  program: Executable,
  { root, interpreter }: { root: RootView; interpreter: string },
): Promise<StartVerdict> {
  const asked = { kind: "interpreter", subject: interpreter } as const;
  const path = interpreter.startsWith("/") ? interpreter : `${question.workingFolder}/${interpreter}`;
  const entry = root.find(path);
  if (!entry) return stopped({ ...asked, words: "no such file or directory", found: undefined });
  if (entry.kind !== "file" || (entry.mode & 0o111) === 0)
    return stopped({ ...asked, words: "permission denied", found: `${entry.path} is not executable` });
  const blob = (await root.read([path], MAX_LIBRARY_BYTES)).get(path);
  if (!blob) return unknownStart(`${path} could not be read`);
  const read = readExecutable(blob);
  if (read.kind === "unknown" || read.executable.format !== "elf")
    return stopped({
      ...asked,
      words: "accessing a corrupted shared library",
      found: `${entry.path} is no ELF file`,
    });
  const { machine, bits, arch, linkage } = read.executable;
  if (machine !== program.machine || bits !== program.bits)
    return stopped({
      ...asked,
      words: "accessing a corrupted shared library",
      found: `${entry.path} is for ${arch ?? "another machine"}`,
    });
  const loader = identifyLoader(blob, linkage.soname);
  if (!loader) return unknownStart(`${entry.path} is neither glibc's nor musl's dynamic linker`);
  const settings = await readSettings(question, { root, loader, interpreter });
  return loadLibraries(question, program, {
    root,
    settings,
    interpreter: { path: entry.path, blob, executable: read.executable },
  });
}

function unknownStart(reason: string): StartVerdict {
  return { outcome: "unknown", causes: [], unknown: [reason], loads: [] };
}

async function readSettings(
  { environment, workingFolder }: StartQuestion,
  { root, loader, interpreter }: { root: RootView; loader: Loader; interpreter: string },
): Promise<SearchSettings> {
  const pathFile = loader.kind === "musl" ? muslPathFile(interpreter) : undefined;
  const cacheFile = "/etc/ld.so.cache";
  const files = await root.read(loader.kind === "glibc" ? [cacheFile] : pathFile ? [pathFile] : [], 64 << 20);
  const bytesOf = (path: string | undefined): Uint8Array | undefined => {
    const blob = path === undefined ? undefined : files.get(path);
    return blob?.read(0, blob.sizeBytes);
  };
  const musl = bytesOf(pathFile);
  const separators = loader.kind === "musl" ? /[:\n]/ : /[:;]/;
  const libraryPath = environment.LD_LIBRARY_PATH ?? "";
  return {
    loader,
    workingFolder,
    libraryPath: libraryPath === "" ? [] : libraryPath.split(separators),
    cache: parseLoaderCache(bytesOf(cacheFile) ?? new Uint8Array()),
    muslFolders: musl && parseMuslPath(new TextDecoder().decode(musl)),
  };
}
