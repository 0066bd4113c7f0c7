/** Maps a program's libraries as the dynamic linker does: breadth first, each name once. */
import type { BlobReader } from "../blob-reader.ts";
import { readElfSymbols } from "../executable/elf-symbols.ts";
import type { Executable } from "../executable/model.ts";
import { readExecutable } from "../executable/read-executable.ts";
import type { RootView } from "../root/root-view.ts";
import { missingSymbols, missingVersions } from "./missing-symbols.ts";
import { isPartOfMusl, type LoadedObject, libraryPaths, type SearchSettings } from "./search-library.ts";
import type { StartCause, StartQuestion, StartVerdict } from "./start-verdict.ts";

/** Libraries above this size are not looked into; what they need stays unknown. */
export const MAX_LIBRARY_BYTES = 256 * 1024 * 1024;
const MAX_OBJECTS = 512;

/** A file that was mapped, with what it asks for and gives. */
export interface Mapped extends LoadedObject {
  readonly executable: Executable;
  readonly wanted: readonly { readonly name: string; readonly isWeak: boolean }[];
  readonly offered: ReadonlySet<string>;
}

/** What stays the same while libraries are mapped. */
export interface Loading {
  readonly root: RootView;
  readonly settings: SearchSettings;
  readonly interpreter: { readonly path: string; readonly blob: BlobReader; readonly executable: Executable };
}

/** Maps all libraries and judges the start by them. */
export async function loadLibraries(
  question: StartQuestion,
  program: Executable,
  loading: Loading,
): Promise<StartVerdict> {
  const { interpreter } = loading;
  const first = mapped(
    { name: undefined, path: question.path, openedAs: question.path, parent: undefined },
    question.blob,
    program,
  );
  const linker = mapped(
    {
      name: interpreter.executable.linkage.soname,
      path: interpreter.path,
      openedAs: interpreter.path,
      parent: undefined,
    },
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
  place: Pick<LoadedObject, "name" | "path" | "openedAs" | "parent">,
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
      return {
        kind: "library",
        object: mapped({ name, path: real, openedAs: path, parent: by }, blob, read.executable),
      };
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
