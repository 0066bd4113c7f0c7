/** The program that PT_INTERP names: the kernel starts it, and it loads the libraries. */
import { Malformed } from "../executable/malformed.ts";
import type { Executable } from "../executable/model.ts";
import { type ElfTables, executableOf, readElfTables } from "../executable/read-elf.ts";
import type { RootView } from "../root/root-view.ts";
import { type Credentials, reachForReading, reachProgram, rootUser } from "./access.ts";
import { tableProblem } from "./elf-refusals.ts";
import { loadLibraries, MAX_LIBRARY_BYTES } from "./load-libraries.ts";
import { identifyLoader, type Loader, muslPathFile, parseMuslPath } from "./loader.ts";
import { parseLoaderCache } from "./loader-cache.ts";
import type { SearchSettings } from "./search-library.ts";
import { type StartQuestion, type StartVerdict, stopped, unknownStart } from "./start-verdict.ts";

const HEADER_BYTES = { 32: 52, 64: 64 } as const;

/** Judges the interpreter, and by it all libraries. */
export async function checkInterpreter(
  question: StartQuestion,
  program: Executable,
  { root, interpreter }: { root: RootView; interpreter: string },
): Promise<StartVerdict> {
  const asked = { kind: "interpreter", subject: interpreter } as const;
  const path = interpreter.startsWith("/") ? interpreter : `${question.workingFolder}/${interpreter}`;
  const reached = reachProgram(path, root, question.user ?? rootUser);
  if (reached.kind === "stopped") return stopped({ ...asked, words: reached.words, found: reached.found });
  const { entry } = reached;
  const blob = (await root.read([path], MAX_LIBRARY_BYTES)).get(path);
  if (!blob) return unknownStart(`${path} could not be read`);
  const corrupted = (found: string): StartVerdict =>
    stopped({ ...asked, words: "accessing a corrupted shared library", found: `${entry.path} ${found}` });
  if (blob.sizeBytes < HEADER_BYTES[program.bits])
    return stopped({
      ...asked,
      words: "Input/output error",
      found: `${entry.path} has ${blob.sizeBytes} bytes`,
    });
  if (Buffer.from(blob.read(0, 4)).toString("latin1") !== "\u007fELF") return corrupted("is no ELF file");
  let tables: ElfTables | undefined;
  let linker: Executable;
  try {
    tables = readElfTables(blob, "segments");
    linker = executableOf(blob, tables);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    // The kernel reads no more than the table of segments.
    if (tables) return unknownStart(`whether ${entry.path} is sound: ${error.message}`);
    return corrupted(`is damaged: ${error.message}`);
  }
  const { machine, bits, arch } = linker;
  if (machine !== program.machine || bits !== program.bits)
    return corrupted(`is for ${arch ?? "another machine"}`);
  const table = tableProblem(tables);
  if (table !== undefined) return corrupted(`is no linker: ${table}`);
  const loader = identifyLoader(blob, linker.linkage.soname);
  if (!loader) return unknownStart(`${entry.path} is neither glibc's nor musl's dynamic linker`);
  const { user, isSecure } = effectiveUser(question);
  const settings = await readSettings({ ...question, user }, { root, loader, interpreter, isSecure });
  return loadLibraries({ ...question, user }, program, {
    root,
    settings,
    user,
    interpreter: { path: entry.path, blob, executable: linker },
  });
}

const SET_USER = 0o4000;
const SET_GROUP = 0o2010;

/** A file with set-user-id bits runs as its owner; its linker then takes no orders from the environment. */
function effectiveUser({ user = rootUser, entry }: StartQuestion): { user: Credentials; isSecure: boolean } {
  if (!entry) return { user, isSecure: false };
  const uid = (entry.mode & SET_USER) !== 0 ? entry.uid : user.uid;
  const gid = (entry.mode & SET_GROUP) === SET_GROUP ? entry.gid : user.gid;
  return { user: { ...user, uid, gid }, isSecure: uid !== user.uid || gid !== user.gid };
}

async function readSettings(
  { environment, workingFolder, user = rootUser }: StartQuestion,
  around: { root: RootView; loader: Loader; interpreter: string; isSecure: boolean },
): Promise<SearchSettings> {
  const { root, loader, interpreter, isSecure } = around;
  const pathFile = loader.kind === "musl" ? muslPathFile(interpreter) : undefined;
  const cacheFile = "/etc/ld.so.cache";
  const wanted = loader.kind === "glibc" ? [cacheFile] : pathFile ? [pathFile] : [];
  const readable = wanted.filter((path) => reachForReading(path, root, user).kind === "reached");
  const files = await root.read(readable, 64 << 20);
  const bytesOf = (path: string | undefined): Uint8Array | undefined => {
    const blob = path === undefined ? undefined : files.get(path);
    return blob?.read(0, blob.sizeBytes);
  };
  const musl = bytesOf(pathFile);
  const separators = loader.kind === "musl" ? /[:\n]/ : /[:;]/;
  const libraryPath = isSecure ? "" : (environment.LD_LIBRARY_PATH ?? "");
  return {
    loader,
    workingFolder,
    isSecure,
    libraryPath: libraryPath === "" ? [] : libraryPath.split(separators),
    cache: parseLoaderCache(bytesOf(cacheFile) ?? new Uint8Array()),
    muslFolders: musl
      ? parseMuslPath(new TextDecoder().decode(musl))
      : // What is there but may not be read counts as empty.
        readable.length < wanted.length && loader.kind === "musl" && root.find(pathFile ?? "")
        ? []
        : undefined,
  };
}
