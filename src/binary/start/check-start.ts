/**
 * Will a program start in a root file system? Follows the kernel (man execve(2)) and the two dynamic linkers of
 * Linux: interpreter, every library of every library, every symbol version, and symbols where they are bound at start.
 */
import type { BlobReader } from "../blob-reader.ts";
import { readElfSymbols } from "../executable/elf-symbols.ts";
import type { Executable } from "../executable/model.ts";
import { readExecutable } from "../executable/read-executable.ts";
import type { RootView } from "../root/root-view.ts";
import { identifyLoader, type Loader, muslPathFile, parseMuslPath } from "./loader.ts";
import { parseLoaderCache } from "./loader-cache.ts";
import { isPartOfMusl, type LoadedObject, libraryPaths, type SearchSettings } from "./search-library.ts";
import type { StartCause, StartVerdict } from "./start-verdict.ts";

/** Libraries above this size are not looked into; what they need stays unknown. */
const MAX_LIBRARY_BYTES = 256 * 1024 * 1024;
const MAX_OBJECTS = 512;

export interface StartQuestion {
  readonly blob: BlobReader;
  /** Where the program lies in the root: the origin of its relative search paths. */
  readonly path: string;
  /** GOARCH that the root is for; undefined where nothing says so. */
  readonly arch: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingFolder: string;
}

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
  return loadAll(question, program, {
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

interface Mapped extends LoadedObject {
  readonly executable: Executable;
  readonly wanted: readonly { readonly name: string; readonly isWeak: boolean }[];
  readonly offered: ReadonlySet<string>;
}

interface Loading {
  readonly root: RootView;
  readonly settings: SearchSettings;
  readonly interpreter: { readonly path: string; readonly blob: BlobReader; readonly executable: Executable };
}

async function loadAll(
  question: StartQuestion,
  program: Executable,
  loading: Loading,
): Promise<StartVerdict> {
  const { interpreter } = loading;
  const first = mapped({ name: undefined, path: question.path, parent: undefined }, question.blob, program);
  const linker = mapped(
    { name: interpreter.executable.linkage.soname, path: interpreter.path, parent: undefined },
    interpreter.blob,
    interpreter.executable,
  );
  const objects: Mapped[] = [first, linker];
  const causes: StartCause[] = [];
  const unknown: string[] = [];
  let level: readonly Mapped[] = [first];
  while (level.length > 0 && objects.length < MAX_OBJECTS) {
    const asked = askedBy(level, objects, loading);
    const next: Mapped[] = [];
    const blobs = await readFirst(asked, loading);
    for (const { name, by, paths } of asked) {
      if (isLoaded(name, objects)) continue;
      const found = await openLibrary({ name, by, paths, blobs, program }, loading);
      if (found.kind === "library") {
        objects.push(found.object);
        next.push(found.object);
      } else if (found.kind === "unknown") unknown.push(found.reason);
      else causes.push(found.cause);
    }
    level = next;
  }
  if (causes.length === 0)
    causes.push(...missingVersions(objects, loading), ...missingSymbols(objects, loading));
  const isUnknown = causes.length === 0 && unknown.length > 0;
  return {
    outcome: causes.length > 0 ? "does-not-start" : isUnknown ? "unknown" : "starts",
    causes,
    unknown,
    loads: objects.slice(1).map(({ path }) => path),
  };
}

function mapped(
  place: { name: string | undefined; path: string; parent: LoadedObject | undefined },
  blob: BlobReader,
  executable: Executable,
): Mapped {
  const { soname, rpath, runpath } = executable.linkage;
  const { wanted, offered } = readElfSymbols(blob);
  return { ...place, soname, rpath, runpath, executable, wanted, offered };
}

interface Asked {
  readonly name: string;
  readonly by: Mapped;
  /** Where something lies by this name, in the loader's order. */
  readonly paths: readonly string[];
}

function askedBy(level: readonly Mapped[], objects: readonly Mapped[], loading: Loading): readonly Asked[] {
  const { root, settings } = loading;
  const seen = new Set<string>();
  const asked: Asked[] = [];
  for (const by of level) {
    for (const name of by.executable.linkage.needed) {
      if (seen.has(name) || isLoaded(name, objects)) continue;
      if (settings.loader.kind === "musl" && isPartOfMusl(name)) continue;
      seen.add(name);
      const paths = [...new Set(libraryPaths(name, by, settings))].filter(
        (path) => root.find(path)?.kind === "file",
      );
      asked.push({ name, by, paths });
    }
  }
  return asked;
}

function isLoaded(name: string, objects: readonly Mapped[]): boolean {
  return objects.some((object) => object.name === name || object.soname === name);
}

/** The first places of all libraries in one go: an image is read through once for each level. */
function readFirst(asked: readonly Asked[], { root }: Loading): Promise<ReadonlyMap<string, BlobReader>> {
  return root.read(
    asked.flatMap(({ paths }) => paths.slice(0, 1)),
    MAX_LIBRARY_BYTES,
  );
}

type Opened =
  | { readonly kind: "library"; readonly object: Mapped }
  | { readonly kind: "missing"; readonly cause: StartCause }
  | { readonly kind: "unknown"; readonly reason: string };

async function openLibrary(
  input: Asked & { readonly blobs: ReadonlyMap<string, BlobReader>; readonly program: Executable },
  { root, settings }: Loading,
): Promise<Opened> {
  const { name, by, paths, blobs, program } = input;
  let wrong: Wrong | undefined;
  for (const path of paths) {
    const blob = blobs.get(path) ?? (await root.read([path], MAX_LIBRARY_BYTES)).get(path);
    if (!blob) return { kind: "unknown", reason: `${path} could not be read` };
    const read = readExecutable(blob);
    const isElf = read.kind === "executable" && read.executable.format === "elf";
    const fits =
      isElf && read.executable.machine === program.machine && read.executable.bits === program.bits;
    if (fits) {
      const real = root.find(path)?.path ?? path;
      return { kind: "library", object: mapped({ name, path: real, parent: by }, blob, read.executable) };
    }
    wrong ??= { path, machine: isElf ? (read.executable.arch ?? "another machine") : undefined };
    // glibc goes on to the next folder past a library of another machine, but not past what is no library; musl never.
    if (!isElf || settings.loader.kind === "musl") break;
  }
  return { kind: "missing", cause: missingLibrary(name, by, { wrong, settings }) };
}

/** What lies there instead of a library for this machine. */
interface Wrong {
  readonly path: string;
  /** Undefined for what is no ELF file. */
  readonly machine: string | undefined;
}

function missingLibrary(
  name: string,
  by: LoadedObject,
  { wrong, settings }: { wrong: Wrong | undefined; settings: SearchSettings },
): StartCause {
  const isGlibc = settings.loader.kind === "glibc";
  const isNoLibrary = wrong !== undefined && wrong.machine === undefined;
  const words = isGlibc
    ? `error while loading shared libraries: ${isNoLibrary ? `${wrong.path}: invalid ELF header` : `${name}: cannot open shared object file: No such file or directory`}`
    : `Error loading shared library ${name}: ${wrong === undefined ? "No such file or directory" : "Exec format error"}`;
  const found = wrong && `${wrong.path} ${isNoLibrary ? "is no ELF file" : `is for ${wrong.machine}`}`;
  return { kind: "library", subject: name, wantedBy: by.path, words, found };
}

/** Versions that a library does not offer; musl looks at none. */
function missingVersions(objects: readonly Mapped[], { settings }: Loading): readonly StartCause[] {
  if (settings.loader.kind === "musl") return [];
  return objects.flatMap((object) =>
    object.executable.linkage.versionNeeds.flatMap(({ library, versions }) => {
      const provider = objects.find(({ name, soname }) => name === library || soname === library);
      const offered = provider?.executable.linkage.versionDefs ?? [];
      // A library without any versions gets by with a warning.
      if (!provider || offered.length === 0) return [];
      return versions
        .filter(({ name, isWeak }) => !isWeak && !offered.includes(name))
        .map(
          ({ name }): StartCause => ({
            kind: "version",
            subject: name,
            wantedBy: object.path,
            words: `${provider.path}: version \`${name}' not found (required by ${object.path})`,
            found: newestOf(offered, name),
          }),
        );
    }),
  );
}

/** The highest version under the same name, which tells the library's release. */
function newestOf(offered: readonly string[], wanted: string): string | undefined {
  const prefix = /^(.*_)\d/.exec(wanted)?.[1];
  if (prefix === undefined) return undefined;
  const numbersOf = (name: string): readonly number[] => name.slice(prefix.length).split(".").map(Number);
  const known = offered.filter((name) => name.startsWith(prefix) && /^\d/.test(name.slice(prefix.length)));
  const newest = known.toSorted((a, b) => compare(numbersOf(a), numbersOf(b))).at(-1);
  return newest === undefined ? undefined : `its newest is ${newest}`;
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** musl binds every symbol at start; glibc those of files that ask for it. */
function missingSymbols(
  objects: readonly Mapped[],
  { settings, interpreter }: Loading,
): readonly StartCause[] {
  const isMusl = settings.loader.kind === "musl";
  const hasSymbol = (name: string): boolean => objects.some(({ offered }) => offered.has(name));
  return objects
    .filter((object) => object.path !== interpreter.path && (isMusl || object.executable.linkage.bindsNow))
    .flatMap((object) =>
      object.wanted
        .filter(({ name, isWeak }) => !isWeak && !hasSymbol(name))
        .slice(0, 1)
        .map(
          ({ name }): StartCause => ({
            kind: "symbol",
            subject: name,
            wantedBy: object.path,
            words: isMusl
              ? `Error relocating ${object.path}: ${name}: symbol not found`
              : `${object.path}: undefined symbol: ${name}`,
            found: undefined,
          }),
        ),
    );
}
