/** Programs linked in many ways, each of which says "reached" first thing in main. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { debianPackageFolder, fillRoot } from "../../../scripts/debian-roots.ts";
import { plainGo } from "../../../scripts/plain-go.ts";

export interface StartProgram {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Further files, by path in the root; a text is a link's target. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const cMain = `#include <stdio.h>
int own(void);
int main(void) {
  puts("reached");
  fflush(stdout);
#ifdef OWN
  own();
#endif
  return 0;
}
`;

/** Builds them all below `work`; without musl's packages those for musl are left out. */
export function buildStartPrograms(work: string): readonly StartProgram[] {
  writeFileSync(join(work, "main.c"), cMain);
  writeFileSync(join(work, "own.c"), "int own(void) { return 1; }\n");
  writeFileSync(join(work, "other.c"), "int other(void) { return 1; }\n");
  writeFileSync(join(work, "go.mod"), "module x.test/start\n\ngo 1.21\n");
  writeFileSync(join(work, "plain.go"), 'package main\n\nfunc main() { println("reached") }\n');
  writeFileSync(
    join(work, "users.go"),
    'package main\n\nimport _ "os/user"\n\nfunc main() { println("reached") }\n',
  );
  writeFileSync(
    join(work, "cgo.go"),
    'package main\n\n// #include <stdlib.h>\nimport "C"\n\nfunc main() { println("reached"); C.free(nil) }\n',
  );
  const c = (words: readonly string[]): Uint8Array => run(work, ["gcc", "-o", "out", ...words]);
  const go = (file: string, words: readonly string[], env: Readonly<Record<string, string>>): Uint8Array =>
    run(work, ["go", "build", "-o", "out", ...words, file], plainGo(env));
  const own = c(["-shared", "-fPIC", "own.c", "-Wl,-soname,libown.so.1"]);
  writeFileSync(join(work, "libown.so"), own);
  const other = c(["-shared", "-fPIC", "other.c", "-Wl,-soname,libown.so.1"]);
  const mid = c(["-shared", "-fPIC", "other.c", "-L.", "-Wl,--no-as-needed", "-lown", "-Wl,-rpath,$ORIGIN"]);
  writeFileSync(join(work, "libmid.so"), mid);
  const useOwn = ["-DOWN", "main.c", "-L.", "-lown"];
  const plain = c(["main.c"]);
  const off = { CGO_ENABLED: "0" };
  const text = (words: string): Uint8Array => new TextEncoder().encode(words);
  const programs: StartProgram[] = [
    { name: "go, static", bytes: go("plain.go", [], off) },
    { name: "go, static, position-independent", bytes: go("plain.go", ["-buildmode=pie"], off) },
    { name: "go, static, 32 bits", bytes: go("plain.go", [], { ...off, GOARCH: "386" }) },
    ...(existsSync("/proc/sys/fs/binfmt_misc/qemu-aarch64")
      ? []
      : [{ name: "go, for arm64", bytes: go("plain.go", [], { ...off, GOARCH: "arm64" }) }]),
    { name: "go, for windows", bytes: go("plain.go", [], { ...off, GOOS: "windows" }) },
    { name: "go, cgo in the standard library", bytes: go("users.go", [], { CGO_ENABLED: "1" }) },
    { name: "go, cgo", bytes: go("cgo.go", [], { CGO_ENABLED: "1" }) },
    {
      name: "go, cgo, linked statically",
      bytes: go("cgo.go", ["-ldflags=-linkmode=external -extldflags=-static"], { CGO_ENABLED: "1" }),
    },
    { name: "c", bytes: plain },
    { name: "c, static", bytes: c(["-static", "main.c"]) },
    { name: "c, static, position-independent", bytes: c(["-static-pie", "main.c"]) },
    { name: "c, a version nobody has", bytes: patched(plain, "GLIBC_2.34", "GLIBC_9.99") },
    { name: "c, an interpreter nobody has", bytes: patched(plain, "x86-64.so.2\0", "x86-64.so.9\0") },
    { name: "c, library nowhere", bytes: c(useOwn) },
    {
      name: "c, library by LD_LIBRARY_PATH",
      bytes: c(useOwn),
      files: { "/opt/a/libown.so.1": own },
      environment: { LD_LIBRARY_PATH: "/nowhere:/opt/a" },
    },
    {
      name: "c, library by RUNPATH beside the program",
      bytes: c([...useOwn, "-Wl,--enable-new-dtags,-rpath,$ORIGIN/lib"]),
      files: { "/app/lib/libown.so.1": own },
    },
    {
      name: "c, library beside the link to a library",
      bytes: c([
        "main.c",
        "-L.",
        "-Wl,--no-as-needed",
        "-lmid",
        "-Wl,-rpath,/opt/f",
        "-Wl,--allow-shlib-undefined",
      ]),
      files: { "/opt/g/libmid.so": mid, "/opt/f/libmid.so": "../g/libmid.so", "/opt/f/libown.so.1": own },
    },
    {
      name: "c, library by RPATH before LD_LIBRARY_PATH",
      bytes: c([...useOwn, "-Wl,--disable-new-dtags,-rpath,/opt/b"]),
      files: {
        "/opt/b/libown.so.1": own,
        "/opt/a/libown.so.1": text("no library, but long enough to be looked at ".repeat(4)),
      },
      environment: { LD_LIBRARY_PATH: "/opt/a" },
    },
    {
      name: "c, what lies there is no library",
      bytes: c([...useOwn, "-Wl,-rpath,/opt/c"]),
      files: { "/opt/c/libown.so.1": text("no library, but long enough to be looked at ".repeat(4)) },
    },
    {
      name: "c, library without the symbol, bound at start",
      bytes: c([...useOwn, "-Wl,-z,now,-rpath,/opt/d"]),
      files: { "/opt/d/libown.so.1": other },
    },
    {
      name: "c, library without the symbol, bound at the first call",
      bytes: c([...useOwn, "-Wl,-z,lazy,-rpath,/opt/d"]),
      files: { "/opt/d/libown.so.1": other },
    },
    { name: "c, library in the loader's cache", bytes: c(useOwn), files: { "/opt/cached/libown.so.1": own } },
    { name: "a script without its shell", bytes: text("#!/bin/sh\necho reached\n"), files: {} },
    {
      name: "a script of a program that is there",
      bytes: text("#! /app/helper -x\n"),
      files: { "/app/helper": go("plain.go", [], off) },
    },
    { name: "a script of a program of C", bytes: text("#!/app/helper\n"), files: { "/app/helper": plain } },
    { name: "a script of itself", bytes: text("#!/app/program\n") },
    { name: "#! and nothing more", bytes: text("#! \n") },
    { name: "text", bytes: text("hello\n".repeat(20)) },
    { name: "an empty file", bytes: new Uint8Array() },
  ];
  return [...programs, ...muslPrograms(work)];
}

function muslPrograms(work: string): readonly StartProgram[] {
  const folder = join(work, "musl");
  if (debianPackageFolder("musl-dev") === undefined || !fillRoot(folder, ["musl", "musl-dev"])) return [];
  const library = join(folder, "usr/lib/x86_64-linux-musl");
  const specs = readFileSync(join(library, "musl-gcc.specs"), "utf8")
    .replaceAll("/usr/include/x86_64-linux-musl", join(folder, "usr/include/x86_64-linux-musl"))
    .replaceAll("-L/usr/lib/x86_64-linux-musl", `-L${library} -L${join(folder, "lib/x86_64-linux-musl")}`)
    .replaceAll(" /usr/lib/x86_64-linux-musl", ` ${library}`);
  const file = join(work, "musl.specs");
  writeFileSync(file, specs);
  const cc = ["gcc", `-specs=${file}`];
  const own = run(work, [...cc, "-shared", "-fPIC", "own.c", "-o", "out", "-Wl,-soname,libown.so.1"]);
  return [
    { name: "c for musl", bytes: run(work, [...cc, "main.c", "-o", "out"]) },
    { name: "c for musl, static", bytes: run(work, [...cc, "-static", "main.c", "-o", "out"]) },
    {
      name: "c for musl, library by RUNPATH",
      bytes: run(work, [...cc, "-DOWN", "main.c", "libown.so", "-o", "out", "-Wl,-rpath,/opt/e"]),
      files: { "/opt/e/libown.so.1": own },
    },
    {
      name: "c for musl, library nowhere",
      bytes: run(work, [...cc, "-DOWN", "main.c", "libown.so", "-o", "out"]),
    },
    {
      name: "go, cgo, for musl",
      bytes: run(
        work,
        ["go", "build", "-o", "out", "cgo.go"],
        plainGo({ CGO_ENABLED: "1", CC: cc.join(" ") }),
      ),
    },
  ];
}

function run(work: string, words: readonly string[], env?: Record<string, string>): Uint8Array {
  const done = Bun.spawnSync([...words], { cwd: work, ...(env ? { env } : {}) });
  if (done.exitCode !== 0) throw new Error(`${words.join(" ")}: ${done.stderr}`);
  return readFileSync(join(work, "out"));
}

/** The same file with a text of the same length in another's place. */
function patched(bytes: Uint8Array, from: string, to: string): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(from);
  if (at === -1) throw new Error(`${from} is not there`);
  copy.write(to, at, "latin1");
  return copy;
}
