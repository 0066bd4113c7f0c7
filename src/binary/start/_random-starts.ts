/** Random images with one program each: owners, modes, links, users and damaged headers. */
import {
  chmodSync,
  copyFileSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { makeLayout, tarOf } from "../../../scripts/make-layout.ts";
import { createLauncher } from "../../../scripts/start-launcher.ts";
import { recordingTerminal } from "../../../test/recording-terminal.ts";
import { runInspect } from "../../cli/inspect.ts";
import type { InspectedProgram } from "../../report/inspect-report.ts";

const linker = "/lib64/ld-linux-x86-64.so.2";
const libraryFolder = "/lib/x86_64-linux-gnu";

interface Built {
  readonly programs: Readonly<Record<string, Uint8Array>>;
  readonly own: Uint8Array;
  /** What may lie in the place of a library. */
  readonly wrong: Readonly<Record<string, Uint8Array>>;
}

/** Programs of C that need a library of their own, and what is none. */
function build(work: string): Built {
  writeFileSync(
    join(work, "main.c"),
    '#include <stdio.h>\nint own(void);\nint main(void) { puts("reached"); fflush(stdout);\n#ifdef OWN\n own();\n#endif\n return 0; }\n',
  );
  writeFileSync(join(work, "own.c"), "int own(void) { return 1; }\n");
  const c = (...words: readonly string[]): Uint8Array => {
    const done = Bun.spawnSync(["gcc", "-o", "out", ...words], { cwd: work });
    if (done.exitCode !== 0) throw new Error(done.stderr.toString());
    return readFileSync(join(work, "out"));
  };
  const own = c("-shared", "-fPIC", "own.c", "-Wl,-soname,libown.so.1");
  writeFileSync(join(work, "libown.so"), own);
  const useOwn = ["-DOWN", "main.c", "-L.", "-lown"];
  const by = (path: string): readonly string[] => [...useOwn, `-Wl,--dynamic-linker=${path}`];
  return {
    own,
    programs: {
      static: c("-static", "main.c"),
      staticPie: c("-static-pie", "main.c"),
      dynamic: c("main.c"),
      fixed: c("-no-pie", "main.c"),
      own: c(...useOwn),
      runpath: c(...useOwn, "-Wl,--enable-new-dtags,-rpath,$ORIGIN/../opt/run"),
      rpath: c(...useOwn, "-Wl,--disable-new-dtags,-rpath,/opt/run"),
      slash: c(...by(`${linker}/`)),
      throughFile: c(...by(`/etc/passwd/../..${linker}`)),
      throughFolder: c(...by(`/etc/..//.${linker}`)),
      script: text("#!/bin/sh\necho reached\n"),
      scriptSlash: text("#!/bin/sh/\necho reached\n"),
      scriptDots: text("#! /etc/../bin/./sh -e\necho reached\n"),
      scriptOfScript: text("#!/app/inner\n"),
      text: text("reached it is not ".repeat(9)),
    },
    wrong: {
      pie: c("main.c"),
      static: c("-static", "main.c"),
      object: c("-c", "own.c"),
      text: text("no library, but long enough to be looked at ".repeat(4)),
      short: own.subarray(0, 40),
      empty: new Uint8Array(),
    },
  };
}

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

type Random = (below: number) => number;

/** Numbers that a seed repeats (xorshift of 32 bits). */
function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e37_79b1) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const modes = [0o700, 0o711, 0o755, 0o750, 0o644, 0o600, 0o000, 0o555, 0o111, 0o010, 0o705, 0o070];
const users = [
  { user: "", uid: 0, gid: 0, groups: [] },
  { user: "1000:1000", uid: 1000, gid: 1000, groups: [] },
  { user: "app", uid: 1000, gid: 1000, groups: [2000, 2001] },
  { user: "1000", uid: 1000, gid: 1000, groups: [2000, 2001] },
  { user: "app:web", uid: 1000, gid: 2000, groups: [] },
  { user: "3000", uid: 3000, gid: 0, groups: [] },
] as const;

/** Fields of an ELF header of 64 bits, and values that somebody may refuse. */
const damages: readonly (readonly [name: string, damage: (bytes: Buffer, pick: Random) => void])[] = [
  ["type", (bytes, pick) => bytes.writeUInt16LE([0, 1, 2, 3, 4][pick(5)] ?? 0, 16)],
  ["machine", (bytes) => bytes.writeUInt16LE(183, 18)],
  ["version", (bytes) => bytes.writeUInt32LE(2, 20)],
  ["ident version", (bytes) => bytes.writeUInt8(2, 6)],
  ["system", (bytes, pick) => bytes.writeUInt8([2, 3, 9, 12][pick(4)] ?? 0, 7)],
  ["system version", (bytes, pick) => bytes.writeUInt8(1 + pick(6), 8)],
  ["padding", (bytes) => bytes.writeUInt8(1, 12)],
  ["row size", (bytes, pick) => bytes.writeUInt16LE([0, 55, 64][pick(3)] ?? 0, 54)],
  ["row count", (bytes, pick) => bytes.writeUInt16LE([0, 2000][pick(2)] ?? 0, 56)],
  ["no sections", (bytes) => bytes.writeBigUInt64LE(0xff_ffff_ffffn, 40)],
  ["section size", (bytes) => bytes.writeUInt16LE(1, 58)],
  ["section names", (bytes) => bytes.writeUInt16LE(254, 62)],
  ["class", (bytes, pick) => bytes.writeUInt8([0, 1, 3][pick(3)] ?? 0, 4)],
  ["byte order", (bytes, pick) => bytes.writeUInt8([0, 2][pick(2)] ?? 0, 5)],
  [
    "nothing executable",
    (bytes) => everySegment(bytes, (at) => bytes.readUInt32LE(at) === 1 && bytes.writeUInt32LE(6, at + 4)),
  ],
  [
    "smaller in memory",
    (bytes) =>
      everySegment(
        bytes,
        (at) =>
          bytes.readUInt32LE(at) === 1 &&
          bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at + 32) / 2n, at + 40),
      ),
  ],
  ["entry", (bytes) => bytes.writeBigUInt64LE(0n, 24)],
  [
    "nothing loaded",
    (bytes) => everySegment(bytes, (at) => bytes.readUInt32LE(at) === 1 && bytes.writeUInt32LE(4, at)),
  ],
];

function everySegment(bytes: Buffer, change: (at: number) => unknown): void {
  const start = Number(bytes.readBigUInt64LE(32));
  for (let index = 0; index < bytes.readUInt16LE(56); index++) change(start + index * 56);
}

function damaged(bytes: Uint8Array, pick: Random, said: string[]): Uint8Array {
  if (Buffer.from(bytes.subarray(0, 4)).toString("latin1") !== "\u007fELF" || bytes.length < 64) return bytes;
  if (pick(6) === 0) {
    said.push("section headers cut off");
    return bytes.subarray(0, Number(Buffer.from(bytes).readBigUInt64LE(40)));
  }
  const copy = Buffer.from(bytes);
  const [name, damage] = damages[pick(damages.length)] ?? [];
  damage?.(copy, pick);
  said.push(name ?? "");
  return copy;
}

interface Case {
  readonly said: readonly string[];
  readonly who: (typeof users)[number];
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Fills a root; whatever is unusual in it is said. */
function fill(root: string, { programs, own, wrong }: Built, pick: Random): Case {
  const said: string[] = [];
  const put = (path: string, bytes: Uint8Array, mode = 0o755): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
    chmodSync(join(root, path), mode);
  };
  const oneOf = <T>(all: readonly T[]): T => all[pick(all.length)] as T;
  const seldom = (): boolean => pick(10) === 0;
  for (const folder of ["lib64", libraryFolder, "bin", "etc", "app", "opt/run", "opt/env"])
    mkdirSync(join(root, folder), { recursive: true });
  put("/etc/passwd", text("root:x:0:0::/:\napp:x:1000:1000::/:\n"), 0o644);
  put("/etc/group", text("root:x:0:\nweb:x:2000:app\nmail:x:2001:ann,app\n"), 0o644);
  copyFileSync(linker, join(root, linker));
  copyFileSync(`${libraryFolder}/libc.so.6`, join(root, libraryFolder, "libc.so.6"));
  copyFileSync("/bin/dash", join(root, "bin/sh"));
  const kind = oneOf(Object.keys(programs));
  said.push(kind);
  const program = programs[kind] ?? new Uint8Array();
  put("/app/program", seldom() ? damaged(program, pick, said) : program);
  put("/app/inner", text("#!/bin/sh\necho reached\n"));
  const places = [libraryFolder, "/lib", "/opt/run", "/opt/env", `${libraryFolder}/glibc-hwcaps/x86-64-v2`];
  for (const place of places) {
    const path = `${place}/libown.so.1`;
    const choice = pick(12);
    if (choice < 6) continue;
    if (choice < 10) put(path, own, 0o644);
    else if (choice === 10) put(path, damaged(own, pick, said), 0o644);
    else {
      const [name, bytes] = oneOf([...Object.entries(wrong), ["folder", undefined] as const]);
      said.push(`${path} is ${name}`);
      if (bytes) put(path, bytes, 0o644);
      else mkdirSync(join(root, path), { recursive: true });
    }
    said.push(path);
  }
  const things = [
    ...["/", "/lib", "/lib64", libraryFolder, "/bin", "/app", "/opt", "/opt/run", linker],
    ...[`${libraryFolder}/libc.so.6`, "/bin/sh", "/app/program", "/app/program", "/app/inner"],
    ...places.map((place) => `${place}/libown.so.1`).filter((path) => Bun.file(join(root, path)).size > 0),
  ];
  for (const path of things) {
    if (!seldom()) continue;
    const owner = oneOf([0, 1000, 4000]);
    const group = oneOf([0, 1000, 2000, 2001]);
    const mode = oneOf(modes) | (path === "/app/program" && pick(4) === 0 ? oneOf([0o4000, 0o2000]) : 0);
    lchownSync(join(root, path), owner, group);
    chmodSync(join(root, path), mode);
    said.push(`${path} ${mode.toString(8)} ${owner}:${group}`);
  }
  const links: Readonly<Record<string, () => string>> = {
    plain: () => "/app/program",
    link: () => linked("/start", "app/program"),
    folder: () => linked("/srv", "/app", "/program"),
    loop: () => linked("/round", "/round"),
    slash: () => "/app/program/",
    dots: () => "/app/inner/../program",
    gone: () => linked("/nowhere", "/app/none"),
  };
  const linked = (path: string, target: string, rest = ""): string => {
    symlinkSync(target, join(root, path));
    return path + rest;
  };
  const form = pick(3) === 0 ? oneOf(Object.keys(links)) : "plain";
  const who = oneOf(users);
  const environment: Readonly<Record<string, string>> = pick(4) === 0 ? { LD_LIBRARY_PATH: "/opt/env" } : {};
  said.push(`path ${form}`, `user ${who.user}`, JSON.stringify(environment));
  return { said, who, path: links[form]?.() ?? "/app/program", environment };
}

export interface RandomStarts {
  readonly cases: number;
  readonly starts: number;
  readonly stops: number;
  readonly unknown: number;
  /** What was foretold and did not come true. */
  readonly wrong: readonly string[];
}

/** Makes images, asks `inspect` and starts them; undefined where nothing can be started. */
export async function tryRandomStarts(
  work: string,
  { count, seed }: { count: number; seed: number },
): Promise<RandomStarts | undefined> {
  const launch = createLauncher(work);
  if (!launch) return undefined;
  const built = build(work);
  const wrong: string[] = [];
  let [starts, stops, unknown] = [0, 0, 0];
  for (let index = 0; index < count; index++) {
    const pick = createRandom(seed + index);
    const root = mkdtempSync(join(work, "root-"));
    chmodSync(root, 0o755);
    const layout = mkdtempSync(join(work, "layout-"));
    const { said: unusual, who, path, environment } = fill(root, built, pick);
    const config = {
      Entrypoint: [path],
      User: who.user,
      Env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    };
    makeLayout(layout, { layers: [{ tar: tarOf(root), packed: "none" }], config });
    const [program] = await inspected(layout);
    const { uid, gid, groups } = who;
    const { hasReached, said } = launch({ root, path, uid, gid, groups, environment });
    const problem = compare(program?.start, { hasReached, said });
    if (hasReached) starts++;
    else stops++;
    if (program?.start?.outcome === "unknown") unknown++;
    if (problem !== undefined) wrong.push(`seed ${seed + index}: ${unusual.join(", ")}: ${problem}`);
    rmSync(root, { recursive: true, force: true });
    rmSync(layout, { recursive: true, force: true });
  }
  return { cases: count, starts, stops, unknown, wrong };
}

async function inspected(layout: string): Promise<readonly InspectedProgram[]> {
  const { terminal, written } = recordingTerminal(dirname(layout));
  const nothing = { image: undefined, platform: undefined, sbom: undefined, against: undefined };
  await runInspect({ names: [layout], format: "json", ...nothing }, terminal);
  const { programs }: { programs: readonly InspectedProgram[] } = JSON.parse(written());
  return programs;
}

function compare(
  start: InspectedProgram["start"],
  { hasReached, said }: { hasReached: boolean; said: string },
): string | undefined {
  if (!start) return "nothing was foretold";
  if (start.outcome === "unknown") return undefined;
  if (start.outcome !== (hasReached ? "starts" : "does-not-start"))
    return `${start.outcome} was foretold; it said ${said} (${JSON.stringify(start.causes)})`;
  // Engines look before the kernel does, in words of their own around the same reason.
  const isSaid = start.causes.some(({ words }) =>
    said.toLowerCase().includes(
      words
        .replace(/^exec: .*: /, "")
        .replace(/^stat \S+ /, "")
        .toLowerCase(),
    ),
  );
  return hasReached || isSaid
    ? undefined
    : `it said ${said}, not ${start.causes.map(({ words }) => words).join("; ")}`;
}
