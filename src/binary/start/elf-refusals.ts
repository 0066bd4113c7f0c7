/** ELF files that the kernel or a dynamic linker does not take, in the words of each (Linux's fs/binfmt_elf.c has no manual). */
import type { BlobReader } from "../blob-reader.ts";
import { readDynamic } from "../executable/elf-linkage.ts";
import type { Linkage } from "../executable/model.ts";
import type { ElfSegment, ElfTables } from "../executable/read-elf.ts";

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const ET_EXEC = 2;
const ET_DYN = 3;
const EXECUTE = 1;
const PATH_MAX = 4096;
const MAX_TABLE_BYTES = 65_536;
const PAGE_BYTES = 4096;
const OSABI_SYSV = 0;
const OSABI_GNU = 3;
/** The highest version of its interface that any release of glibc knows by that system. */
const MAX_GNU_ABI = 4;

/** Words, and what was seen in the file. */
export interface Refusal {
  readonly words: string;
  readonly found: string;
  /** Whether glibc names the library as it was asked for, not the file. */
  readonly isByName?: boolean;
}

/** What exec says of a program's headers; undefined when it goes on. */
export function kernelRefusal(blob: BlobReader, tables: ElfTables): Refusal | undefined {
  const { type, segments } = tables;
  const format = (found: string): Refusal => ({ words: "Exec format error", found });
  if (type !== ET_EXEC && type !== ET_DYN) return format(`an ELF file of type ${type}, which is no program`);
  const table = tableProblem(tables);
  if (table !== undefined) return format(table);
  const interpreter = segments.find((segment) => segment.type === PT_INTERP);
  if (interpreter) {
    const { offset, fileBytes } = interpreter;
    if (fileBytes < 2 || fileBytes > PATH_MAX) return format(`an interpreter's name of ${fileBytes} bytes`);
    if (blob.read(offset + fileBytes - 1, 1)[0] !== 0) return format("an interpreter's name without an end");
  }
  return undefined;
}

/** The table of segments as the kernel reads it; it looks at no sections. */
export function tableProblem(tables: ElfTables): string | undefined {
  const { segmentBytes, segments } = tables;
  const rowBytes = rowBytesOf(tables);
  if (segmentBytes !== rowBytes) return `its segments' rows have ${segmentBytes} bytes, not ${rowBytes}`;
  if (segments.length === 0 || segments.length * rowBytes > MAX_TABLE_BYTES)
    return `it has ${segments.length} segments`;
  return undefined;
}

function rowBytesOf({ bits }: ElfTables): number {
  return bits === 32 ? 32 : 56;
}

function dies(found: string): Refusal {
  return { words: "Segmentation fault", found };
}

/** Why the kernel ends a program while it maps it: after the interpreter was opened, before that runs. */
export function deadOnArrival({ segments }: ElfTables): Refusal | undefined {
  const loads = segments.filter((segment) => segment.type === PT_LOAD);
  if (loads.length === 0) return dies("nothing of it is loaded: no PT_LOAD");
  if (loads.some(({ fileBytes, memoryBytes }) => fileBytes > memoryBytes))
    return dies("a segment is larger in the file than in memory");
  if (loads.some(({ offset, address, fileBytes }) => fileBytes > 0 && (address - offset) % PAGE_BYTES !== 0))
    return dies("a segment's place in the file and in memory do not fit");
  return undefined;
}

/** Why a program dies at its first instruction. */
export function deadAtEntry({ type, segments, entry }: ElfTables, linkage: Linkage): Refusal | undefined {
  const isIn = (one: ElfSegment): boolean =>
    one.type === PT_LOAD &&
    one.address <= entry &&
    entry < one.address + one.memoryBytes &&
    (one.flags & EXECUTE) !== 0;
  // The dynamic linker is what a kernel jumps to first, and it takes 0 of a shared object for no entry.
  const isSound =
    segments.some(isIn) || (linkage.interpreter !== undefined && type !== ET_EXEC && entry === 0);
  return isSound ? undefined : dies(`its entry 0x${entry.toString(16)} is in no executable segment`);
}

/** vm.mmap_min_addr of most systems; root may pass below it. */
const LEAST_ADDRESS = 0x1_0000;

/** Whether a program wants to lie where most systems let nobody map anything. */
export function mapsLow({ type, segments }: ElfTables): boolean {
  return type === ET_EXEC && segments.some((one) => one.type === PT_LOAD && one.address < LEAST_ADDRESS);
}

/** Whether a part that is to be loaded lies beyond the end of the file. */
export function isCutOff({ segments }: ElfTables, blob: BlobReader): boolean {
  return segments.some(
    ({ type, offset, fileBytes }) => type === PT_LOAD && fileBytes > 0 && offset + fileBytes > blob.sizeBytes,
  );
}

const DT_INIT = 12;
const DT_INIT_ARRAY = 25;

/** What makes a library crash in ways that its headers do not settle; undefined for sound ones. */
export function libraryDoubt(tables: ElfTables, blob: BlobReader): string | undefined {
  const loads = tables.segments.filter(({ type }) => type === PT_LOAD);
  if (isCutOff(tables, blob)) return "it ends before what is to be loaded does";
  if (loads.some(({ fileBytes, memoryBytes }) => fileBytes > memoryBytes))
    return "a segment is larger in the file than in memory";
  // Libraries of nothing but data are common; one that is to be initialised has code for that.
  const hasInit = readDynamic(blob, tables)?.some(({ tag }) => tag === DT_INIT || tag === DT_INIT_ARRAY);
  return hasInit && !loads.some(({ flags }) => (flags & EXECUTE) !== 0)
    ? "its first code is in no executable segment"
    : undefined;
}

/** What glibc's linker says of a file that it opened as a library; undefined when it takes it. */
export function glibcRefusal(tables: ElfTables, isPie: boolean): Refusal | undefined {
  const { type, ident, version, segments } = tables;
  const [, order = 0, identVersion = 0, system = 0, systemVersion = 0, ...padding] = ident;
  const says = (words: string, found: string): Refusal => ({ words, found });
  if (order !== (tables.isBigEndian ? 2 : 1) || identVersion !== 1)
    return says("ELF file version ident does not match current one", `its first bytes have ${identVersion}`);
  if (system !== OSABI_SYSV && system !== OSABI_GNU)
    return says("ELF file OS ABI invalid", `it is for system ${system}`);
  if (systemVersion > (system === OSABI_GNU ? MAX_GNU_ABI : 0))
    return says("ELF file ABI version invalid", `it has version ${systemVersion}`);
  if (padding.some((byte) => byte !== 0)) return says("nonzero padding in e_ident", "its first bytes");
  if (version !== 1) return says("ELF file version does not match current one", `it has version ${version}`);
  if (type !== ET_DYN && type !== ET_EXEC)
    return says("only ET_DYN and ET_EXEC can be loaded", `an ELF file of type ${type}`);
  if (tables.segmentBytes !== rowBytesOf(tables))
    return says("ELF file's phentsize not the expected size", `rows of ${tables.segmentBytes} bytes`);
  const mapping = (words: string, found: string): Refusal => ({ words, found, isByName: true });
  if (type === ET_EXEC) return mapping("cannot dynamically load executable", "a program at fixed addresses");
  if (!segments.some((one) => one.type === PT_LOAD))
    return mapping("object file has no loadable segments", "no PT_LOAD");
  if (!segments.some((one) => one.type === PT_DYNAMIC))
    return mapping("object file has no dynamic section", "no PT_DYNAMIC");
  return isPie
    ? mapping("cannot dynamically load position-independent executable", "a program, not a library")
    : undefined;
}

/** musl looks at the type and for a dynamic section, and takes programs, too. */
export function muslRefusal({ type, segments }: ElfTables): Refusal | undefined {
  if (type !== ET_DYN && type !== ET_EXEC)
    return { words: "Exec format error", found: `an ELF file of type ${type}` };
  return segments.some((one) => one.type === PT_DYNAMIC)
    ? undefined
    : { words: "Exec format error", found: "it has no dynamic section" };
}
