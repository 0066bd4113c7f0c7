/** Root file systems that programs are started in. */
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fillRoot } from "../../../scripts/debian-roots.ts";

export interface StartRoot {
  readonly name: string;
  readonly folder: string;
}

const interpreter = "lib64/ld-linux-x86-64.so.2";
const realInterpreter = "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2";

/** Makes them below `work`; those of packages that apt cannot bring are left out. */
export function makeStartRoots(work: string): readonly StartRoot[] {
  const roots: StartRoot[] = [];
  const add = (name: string, packages: readonly string[], more?: (folder: string) => void): void => {
    const folder = join(work, name.replaceAll(" ", "-"));
    if (!fillRoot(folder, packages)) return;
    more?.(folder);
    roots.push({ name, folder });
  };
  add("scratch", []);
  add("debian", ["libc6"]);
  add("debian with a cache", ["libc6"], (folder) => {
    mkdirSync(join(folder, "etc/ld.so.conf.d"), { recursive: true });
    writeFileSync(join(folder, "etc/ld.so.conf"), "include /etc/ld.so.conf.d/*.conf\n");
    writeFileSync(join(folder, "etc/ld.so.conf.d/own.conf"), "/opt/cached\n");
  });
  add("debian without the library of C", ["libc6"], (folder) =>
    rmSync(join(folder, "lib/x86_64-linux-gnu/libc.so.6")),
  );
  add("debian, loader not executable", ["libc6"], (folder) =>
    chmodSync(join(folder, realInterpreter), 0o644),
  );
  add("a text for a loader", [], (folder) => write(folder, interpreter, "#!/bin/true\n".repeat(20)));
  add("a loader for another machine", ["libc6"], (folder) => {
    const file = join(folder, realInterpreter);
    const bytes = readFileSync(file);
    bytes.writeUInt16LE(183, 18);
    rmSync(file);
    writeFileSync(file, bytes, { mode: 0o755 });
  });
  add("a link that leads nowhere", [], (folder) => link(folder, interpreter, "/lib/not/there"));
  add("musl", ["musl"]);
  add("musl without its path file", ["musl"], (folder) => rmSync(join(folder, "etc/ld-musl-x86_64.path")));
  add("musl under the name of glibc", ["musl"], (folder) =>
    link(folder, interpreter, "../lib/ld-musl-x86_64.so.1"),
  );
  add("debian and musl", ["libc6", "musl"]);
  return roots;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text, { mode: 0o755 });
}

function link(folder: string, path: string, target: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(target, join(folder, path));
}
