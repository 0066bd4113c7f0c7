/** Which of several files by a library's name the linker takes, and what it says of those that it does not take. */
import type { BlobReader } from "../blob-reader.ts";
import { elfArch } from "../executable/elf-arch.ts";
import { Malformed } from "../executable/malformed.ts";
import type { Executable } from "../executable/model.ts";
import { type ElfTables, executableOf, readElfTables } from "../executable/read-elf.ts";
import type { RootEntry } from "../root/root-view.ts";
import { reachForReading } from "./access.ts";
import { glibcRefusal, libraryDoubt, muslRefusal, type Refusal } from "./elf-refusals.ts";
import { type Loading, MAX_LIBRARY_BYTES } from "./load-libraries.ts";
import { type LoadedObject, libraryPaths, type SearchSettings } from "./search-library.ts";
import type { StartCause } from "./start-verdict.ts";

/** Something that lies where the linker looks. */
export interface Candidate {
  readonly path: string;
  readonly isByProcessor: boolean;
  readonly entry: RootEntry;
  /** Who stands in the way of reading it; undefined where nobody does. */
  readonly closed: string | undefined;
}

/** What lies by a name in the linker's folders, in its order. */
export function findCandidates(
  name: string,
  by: LoadedObject,
  { root, settings, user }: Loading,
): readonly Candidate[] {
  const seen = new Set<string>();
  return libraryPaths(name, by, settings).flatMap(({ path, isByProcessor }) => {
    const entry = seen.has(path) ? undefined : root.find(path);
    seen.add(path);
    if (!entry) return [];
    const reached = reachForReading(path, root, user);
    const closed = reached.kind === "stopped" ? (reached.found ?? reached.words) : undefined;
    return [{ path, isByProcessor, entry, closed }];
  });
}

/** What became of looking for one library. */
export type Opened =
  | {
      readonly kind: "library";
      readonly path: string;
      readonly openedAs: string;
      readonly blob: BlobReader;
      readonly executable: Executable;
      /** Why it may be another file that is taken. */
      readonly doubt: string | undefined;
    }
  | { readonly kind: "missing"; readonly cause: StartCause }
  | { readonly kind: "unknown"; readonly reason: string };

interface Input {
  readonly name: string;
  readonly by: LoadedObject;
  readonly candidates: readonly Candidate[];
  /** What has been read already. */
  readonly blobs: ReadonlyMap<string, BlobReader>;
  readonly program: Executable;
}

/** Opens the first file that the linker takes. */
export async function openLibrary(input: Input, loading: Loading): Promise<Opened> {
  const { name, by, candidates } = input;
  const isMusl = loading.settings.loader.kind === "musl";
  let wrong: Wrong | undefined;
  const onSome: Tried[] = [];
  for (const candidate of candidates) {
    const tried = await tryFile(candidate, input, loading);
    if (tried.kind === "unknown") return tried;
    if (candidate.isByProcessor) {
      onSome.push(tried);
      continue;
    }
    if (tried.kind === "taken") return { ...tried, kind: "library", doubt: doubtOf(name, tried, onSome) };
    if (!wrong || (tried.isFinal && !wrong.isFinal)) wrong = tried;
    // glibc goes on past what it may not read and what is for another machine, but not past what is no library; musl only past the first.
    if (tried.isFinal || (isMusl && !tried.isClosed)) break;
  }
  if (onSome.some(({ kind }) => kind === "taken"))
    return { kind: "unknown", reason: `whether the processor has what the only copy of ${name} is for` };
  // Hardly a processor is without the least level: its copy is what the linker complains of.
  const first = onSome.find((one) => one.kind === "wrong" && one.isFinal);
  const blamed = first?.kind === "wrong" ? first : wrong;
  return { kind: "missing", cause: missingLibrary(name, by, { wrong: blamed, settings: loading.settings }) };
}

type Taken = {
  readonly kind: "taken";
  readonly path: string;
  readonly openedAs: string;
  readonly blob: BlobReader;
  readonly executable: Executable;
};
type Tried = Taken | Wrong | { readonly kind: "unknown"; readonly reason: string };

/** What lies there instead of a library that can be taken. */
interface Wrong {
  readonly kind: "wrong";
  readonly path: string;
  /** The linker's words for this file; undefined where it only says that it found nothing. */
  readonly words: string | undefined;
  readonly found: string;
  readonly isByName: boolean;
  readonly isFinal: boolean;
  readonly isClosed: boolean;
}

async function tryFile(
  { path, entry, closed }: Candidate,
  { blobs, program }: Input,
  { root, settings }: Loading,
): Promise<Tried> {
  const isMusl = settings.loader.kind === "musl";
  const wrong = (found: string, more: Partial<Wrong>): Wrong => ({
    kind: "wrong",
    path,
    words: undefined,
    found,
    isByName: false,
    isFinal: false,
    isClosed: false,
    ...more,
  });
  if (closed !== undefined) return wrong(closed, { isClosed: true });
  if (entry.kind === "folder") {
    // The linker of glibc knows few errors by name.
    const words = isMusl ? "Is a directory" : "cannot read file data: Error 21";
    return wrong(`${entry.path} is a folder`, { words, isFinal: true });
  }
  if (entry.kind === "other") return { kind: "unknown", reason: `${path} is neither a file nor a folder` };
  const blob = blobs.get(path) ?? (await root.read([path], MAX_LIBRARY_BYTES)).get(path);
  if (!blob) return { kind: "unknown", reason: `${path} could not be read` };
  if (!isMusl && blob.sizeBytes < (program.bits === 64 ? 64 : 52))
    return wrong(`${path} has ${blob.sizeBytes} bytes`, { words: "file too short", isFinal: true });
  const noElf = wrong(`${path} is no ELF file`, {
    words: isMusl ? "Exec format error" : "invalid ELF header",
    isFinal: true,
  });
  if (Buffer.from(blob.read(0, 4)).toString("latin1") !== "\u007fELF") return noElf;
  let tables: ElfTables | undefined;
  try {
    tables = readElfTables(blob, "segments");
    if (tables.machine !== program.machine || tables.bits !== program.bits)
      return wrong(`${path} is for ${elfArch(tables) ?? "another machine"}`, {
        words: isMusl ? "Exec format error" : undefined,
      });
    const executable = executableOf(blob, tables);
    const refusal: Refusal | undefined = isMusl
      ? muslRefusal(tables)
      : glibcRefusal(tables, executable.linkage.saysPie === true);
    if (refusal)
      return wrong(`${path}: ${refusal.found}`, {
        words: refusal.words,
        isByName: refusal.isByName === true,
        isFinal: true,
      });
    const doubt = libraryDoubt(tables, blob);
    if (doubt !== undefined) return { kind: "unknown", reason: `whether ${path} can be loaded: ${doubt}` };
    return { kind: "taken", path: entry.path, openedAs: path, blob, executable };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    if (tables) return { kind: "unknown", reason: `whether ${path} can be loaded: ${error.message}` };
    const found = `${path}: ${error.message}`;
    if (isMusl) return wrong(found, { words: noElf.words });
    // Files of another class are passed over, whatever class that is.
    if (blob.read(4, 1)[0] !== (program.bits === 64 ? 2 : 1)) return wrong(found, {});
    const order = `ELF file data encoding not ${program.isBigEndian ? "big" : "little"}-endian`;
    const isOrder = blob.read(5, 1)[0] !== (program.isBigEndian ? 2 : 1);
    return wrong(found, { words: isOrder ? order : "cannot read file data", isFinal: true });
  }
}

/** Two copies for two kinds of processors: it matters where they differ in what a start depends on. */
function doubtOf(name: string, taken: Taken, onSome: readonly Tried[]): string | undefined {
  const wishes = ({ linkage }: Executable): string => {
    const { needed, soname, versionDefs, versionNeeds, rpath, runpath } = linkage;
    return JSON.stringify([needed, soname, versionDefs, versionNeeds, rpath, runpath]);
  };
  const isOther = onSome.some(
    (one) => one.kind !== "taken" || wishes(one.executable) !== wishes(taken.executable),
  );
  return isOther
    ? `which copy of ${name} is loaded: the processor decides, and they are not alike`
    : undefined;
}

function missingLibrary(
  name: string,
  by: LoadedObject,
  { wrong, settings }: { wrong: Wrong | undefined; settings: SearchSettings },
): StartCause {
  const nothing = "No such file or directory";
  const words =
    settings.loader.kind === "glibc"
      ? `error while loading shared libraries: ${
          wrong?.isFinal
            ? `${wrong.isByName ? name : wrong.path}: ${wrong.words}`
            : `${name}: cannot open shared object file: ${nothing}`
        }`
      : `Error loading shared library ${name}: ${wrong?.words ?? nothing}`;
  return { kind: "library", subject: name, wantedBy: by.path, words, found: wrong?.found };
}
