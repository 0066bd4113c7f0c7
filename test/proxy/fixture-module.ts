/** Modules made for tests, with the sums that the checksum log has for them. */
import { randomBytes } from "node:crypto";
import { hash1, hashGoMod } from "../../src/go/dirhash.ts";
import { versionPath } from "../../src/proxy/version-path.ts";
import { zipEntries } from "../integrity/zip-entries.ts";
import type { NewRecord } from "../sumdb/go-log.ts";

/** A version of a module, whole. */
export interface FixtureModule {
  readonly path: string;
  readonly version: string;
  readonly info: Uint8Array;
  readonly mod: Uint8Array;
  readonly zip: Uint8Array;
  readonly modSum: string;
  readonly zipSum: string;
  readonly record: NewRecord;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Makes a version; `fillBytes` is for a file that does not shrink when it is packed. */
export function makeModule(
  path: string,
  version: string,
  {
    files = {},
    fillBytes = 0,
    time = "2024-03-02T10:00:00Z",
  }: { files?: Readonly<Record<string, string>>; fillBytes?: number; time?: string } = {},
): FixtureModule {
  const mod = bytes(`module ${path}\n\ngo 1.13\n`);
  const name =
    path
      .replace(/\/v\d+$/, "")
      .replace(/^.*\//, "")
      .replace(/[^a-z]/g, "") || "m";
  const contents = new Map<string, Uint8Array>([
    ["go.mod", mod],
    [`${name}.go`, bytes(`package ${name}\n\n// Version is what was built.\nconst Version = "${version}"\n`)],
    ...Object.entries(files).map(([file, text]) => [file, bytes(text)] as const),
  ]);
  if (fillBytes > 0) contents.set("fill.bin", new Uint8Array(randomBytes(fillBytes)));
  const entries = [...contents].map(([file, content]) => ({
    name: `${path}@${version}/${file}`,
    bytes: content,
  }));
  const zipSum = hash1(entries.map(({ name: entry, bytes: content }) => ({ name: entry, bytes: content })));
  const modSum = hashGoMod(mod);
  return {
    path,
    version,
    info: bytes(JSON.stringify({ Version: version, Time: time })),
    mod,
    zip: zipEntries(entries.map((entry) => ({ ...entry, isPacked: true }))),
    modSum,
    zipSum,
    record: {
      path,
      version,
      text: `${path} ${version} ${zipSum}\n${path} ${version}/go.mod ${modSum}\n`,
    },
  };
}

/** What a GOPROXY serves for modules, by path. */
export function filesOf(modules: readonly FixtureModule[]): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const lists = new Map<string, string>();
  for (const module of modules) {
    const info = versionPath(module, "info");
    files.set(`/${info}`, module.info);
    files.set(`/${versionPath(module, "mod")}`, module.mod);
    files.set(`/${versionPath(module, "zip")}`, module.zip);
    const list = `/${info.slice(0, info.indexOf("/@v/"))}/@v/list`;
    lists.set(list, `${lists.get(list) ?? ""}${module.version}\n`);
    files.set(`${list.slice(0, -"/@v/list".length)}/@latest`, module.info);
  }
  for (const [path, text] of lists) files.set(path, bytes(text));
  return files;
}
