/** Maps a program's libraries as the dynamic linker does: breadth first, each name once. */
import type { BlobReader } from "../blob-reader.ts";
import { readElfSymbols } from "../executable/elf-symbols.ts";
import type { Executable } from "../executable/model.ts";
import type { RootView } from "../root/root-view.ts";
import type { Credentials } from "./access.ts";
import { missingSymbols, missingVersions } from "./missing-symbols.ts";
import { type Candidate, findCandidates, openLibrary } from "./open-library.ts";
import { isPartOfMusl, type LoadedObject, type SearchSettings } from "./search-library.ts";
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
  /** Who the program runs as. */
  readonly user: Credentials;
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
    for (const { name, by, candidates } of asked) {
      if (isLoaded(name, objects)) continue;
      const found = await openLibrary({ name, by, candidates, blobs, program }, loading);
      if (found.kind === "library") {
        const object = mapped(
          { name, path: found.path, openedAs: found.openedAs, parent: by },
          found.blob,
          found.executable,
        );
        objects.push(object);
        next.push(object);
        if (found.doubt !== undefined) unknown.push(found.doubt);
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
  /** What lies by this name, in the loader's order. */
  readonly candidates: readonly Candidate[];
}

function askedBy(level: readonly Mapped[], objects: readonly Mapped[], loading: Loading): readonly Asked[] {
  const { settings } = loading;
  const seen = new Set<string>();
  const asked: Asked[] = [];
  for (const by of level) {
    for (const name of by.executable.linkage.needed) {
      if (seen.has(name) || isLoaded(name, objects)) continue;
      if (settings.loader.kind === "musl" && isPartOfMusl(name)) continue;
      seen.add(name);
      asked.push({ name, by, candidates: findCandidates(name, by, loading) });
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
    asked.flatMap(({ candidates }) => candidates.slice(0, 1).map(({ path }) => path)),
    MAX_LIBRARY_BYTES,
  );
}
