/**
 * Will a program start in a root file system? Follows the kernel (man execve(2)) and the two dynamic linkers of
 * Linux: interpreter, every library of every library, every symbol version, and symbols where they are bound at start.
 */

import { buildSetting } from "../../go/build-info.ts";
import type { BlobReader } from "../blob-reader.ts";
import { elfArch } from "../executable/elf-arch.ts";
import { Malformed } from "../executable/malformed.ts";
import { type ElfTables, executableOf, readElfTables } from "../executable/read-elf.ts";
import { readExecutable } from "../executable/read-executable.ts";
import { readProgram } from "../executable/read-program.ts";
import type { RootView } from "../root/root-view.ts";
import { mayRead, reachProgram, rightsOf, rootUser } from "./access.ts";
import { checkInterpreter } from "./check-interpreter.ts";
import { deadAtEntry, deadOnArrival, isCutOff, kernelRefusal, mapsLow } from "./elf-refusals.ts";
import { MAX_LIBRARY_BYTES } from "./load-libraries.ts";
import { processorNeed } from "./processor-needs.ts";
import { type StartQuestion, type StartVerdict, stopped, unknownStart } from "./start-verdict.ts";

/** Judges a start. */
export function checkStart(question: StartQuestion, root: RootView): Promise<StartVerdict> {
  return checkFile(question, root, 0);
}

async function checkFile(question: StartQuestion, root: RootView, depth: number): Promise<StartVerdict> {
  const { blob, path } = question;
  const script = scriptInterpreter(blob);
  if (script !== undefined) return checkScript(question, { root, script, depth });
  const noProgram = (found: string): StartVerdict =>
    stopped({ kind: "format", subject: path, words: "Exec format error", found });
  if (Buffer.from(blob.read(0, 4)).toString("latin1") !== "\u007fELF") {
    const read = readExecutable(blob);
    return noProgram(read.kind === "unknown" ? read.detail : read.executable.format);
  }
  if (isMisnamed(blob, question.arch))
    return unknownStart(`how the kernel reads ${path}: its first bytes deny its class or byte order`);
  let tables: ElfTables;
  try {
    tables = readElfTables(blob, "segments");
  } catch (error) {
    if (error instanceof Malformed) return noProgram(error.message);
    throw error;
  }
  const arch = elfArch(tables);
  const fit = question.arch === undefined ? "runs" : machineFit(arch, question.arch);
  if (fit === "unknown") return unknownStart(`whether this ${question.arch} machine runs ${arch}, too`);
  if (fit === "refuses") {
    const found = `built for ${arch ?? "an unknown machine"}`;
    return stopped({ kind: "machine", subject: question.arch ?? "", words: "Exec format error", found });
  }
  const refusal = kernelRefusal(blob, tables);
  if (refusal) return stopped({ kind: "format", subject: path, ...refusal });
  return checkElf(question, tables, root);
}

async function checkElf(question: StartQuestion, tables: ElfTables, root: RootView): Promise<StartVerdict> {
  const { blob, path } = question;
  let program: ReturnType<typeof executableOf>;
  try {
    program = executableOf(blob, tables);
  } catch (error) {
    if (error instanceof Malformed) return unknownStart(`what ${path} asks the linker for: ${error.message}`);
    throw error;
  }
  const { linkage } = program;
  if (linkage.kind === "shared-library" && tables.entry === 0)
    return unknownStart("it is a shared library, not a program");
  // The kernel starts the interpreter whether the program needs libraries or not.
  const verdict =
    linkage.interpreter === undefined
      ? startsAlone
      : await checkInterpreter(question, program, { root, interpreter: linkage.interpreter });
  if (verdict.causes.some(({ kind }) => kind === "interpreter")) return verdict;
  const dead =
    deadOnArrival(tables) ??
    (verdict.outcome === "does-not-start" ? undefined : deadAtEntry(tables, linkage));
  if (!dead && verdict.outcome === "does-not-start") return verdict;
  if (dead) return stopped({ kind: "format", subject: path, ...dead });
  if (linkage.kind === "shared-library") return unknownStart("it is a shared library, not a program");
  const { go } = readProgram(blob);
  const system = go && buildSetting(go.info, "GOOS");
  if (system !== undefined && system !== "linux" && system !== "android") {
    const found = `built for ${system}`;
    return stopped({ kind: "system", subject: "linux", words: "Segmentation fault", found });
  }
  const need = go && processorNeed(go.info, { arch: program.arch, variant: question.variant });
  const reasons = [
    ...(system === "android" ? ["whether a program built for android runs here"] : []),
    ...(system === undefined && program.os !== undefined && program.os !== "linux"
      ? [`whether a program that says it is for ${program.os} runs on linux`]
      : []),
    ...(isCutOff(tables, blob) ? ["how far it comes: the file ends before what is to be loaded does"] : []),
    ...(mapsLow(tables) ? ["whether the kernel maps a program at its low address"] : []),
    ...(need === undefined ? [] : [need]),
  ];
  return reasons.length === 0
    ? verdict
    : { ...verdict, outcome: "unknown", unknown: [...verdict.unknown, ...reasons] };
}

const BITS_32 = 1;
const BITS_64 = 2;

/** e_machine of what a machine runs, with its class; all of these are little-endian. */
const machinesOf: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  amd64: { 62: BITS_64, 3: BITS_32 },
  "386": { 3: BITS_32 },
  arm64: { 183: BITS_64 },
  arm: { 40: BITS_32 },
  riscv64: { 243: BITS_64 },
  loong64: { 258: BITS_64 },
  ppc64le: { 21: BITS_64 },
};

/** The kernel looks neither at the class nor at the byte order that the first bytes name, only at the machine. */
function isMisnamed(blob: BlobReader, arch: string | undefined): boolean {
  const machines = machinesOf[arch ?? ""];
  const header = blob.read(0, 20);
  if (!machines || header.length < 20) return false;
  const bits = machines[Buffer.from(header).readUInt16LE(18)];
  return bits !== undefined && (header[4] !== bits || header[5] !== 1);
}

const startsAlone: StartVerdict = { outcome: "starts", causes: [], unknown: [], loads: [] };
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
  const { path, user = rootUser, workingFolder } = question;
  const badScript = { kind: "format", found: undefined } as const;
  if (script === "")
    return stopped({
      ...badScript,
      subject: path,
      words: "Exec format error",
      found: "#! without a program",
    });
  if (depth >= MAX_SCRIPTS)
    return stopped({ ...badScript, subject: script, words: "too many levels of symbolic links" });
  const target = script.startsWith("/") ? script : `${workingFolder}/${script}`;
  const reached = reachProgram(target, root, user);
  if (reached.kind === "stopped")
    return stopped({ kind: "interpreter", subject: script, words: reached.words, found: reached.found });
  const { entry } = reached;
  const blob = (await root.read([target], MAX_LIBRARY_BYTES)).get(target);
  if (!blob) return unknownStart(`${target} could not be read`);
  const verdict = await checkFile({ ...question, blob, path: entry.path, entry }, root, depth + 1);
  if (verdict.outcome === "does-not-start" || scriptInterpreter(blob) !== undefined) return verdict;
  // The kernel executes what nobody may read, but whoever interprets it opens it.
  if (!question.entry || mayRead(question.entry, user)) return verdict;
  const found = `${path}: ${rightsOf(question.entry)}`;
  return readsScripts.test(entry.path)
    ? stopped({ kind: "file", subject: path, words: "Permission denied", found, wantedBy: entry.path })
    : unknownStart(`whether ${entry.path} reads ${path}, which it may not (${found})`);
}

/** Interpreters that do nothing without their script. */
const readsScripts =
  /\/(?:(?:ba|da|a|k|z)?sh|busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|node|awk|gawk|mawk|sed)$/;

/** Kernels of amd64 run 386, too; whether one of arm64 runs arm depends on the processor. */
function machineFit(program: string | undefined, machine: string): "runs" | "refuses" | "unknown" {
  if (program === machine || (program === "386" && machine === "amd64")) return "runs";
  return program === "arm" && machine === "arm64" ? "unknown" : "refuses";
}
