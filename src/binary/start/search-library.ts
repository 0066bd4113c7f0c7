/** Where a dynamic linker looks for a library (man ld.so(8); musl's ldso/dynlink.c has no manual). */
import type { Loader } from "./loader.ts";
import type { CachedPath } from "./loader-cache.ts";

/** A file that the loader has mapped. */
export interface LoadedObject {
  /** How it was asked for; undefined for the program. */
  readonly name: string | undefined;
  /** Absolute, without links. */
  readonly path: string;
  /** As it was opened, whose folder is $ORIGIN; of the program itself the kernel tells the path without links. */
  readonly openedAs: string;
  readonly soname: string | undefined;
  readonly rpath: readonly string[];
  readonly runpath: readonly string[];
  /** Who asked for it first. */
  readonly parent: LoadedObject | undefined;
}

export interface SearchSettings {
  readonly loader: Loader;
  /** LD_LIBRARY_PATH. */
  readonly libraryPath: readonly string[];
  readonly cache: ReadonlyMap<string, readonly CachedPath[]>;
  /** From musl's path file; undefined where there is none. */
  readonly muslFolders: readonly string[] | undefined;
  /** Whether the program runs as another than who started it: $ORIGIN then counts in the system's folders only. */
  readonly isSecure?: boolean;
  /** Where the program is started; paths without a leading slash count from there. */
  readonly workingFolder: string;
}

/** Every path that the loader tries for a library, in its order; some processors only see some of them. */
export function libraryPaths(
  name: string,
  by: LoadedObject,
  settings: SearchSettings,
): readonly CachedPath[] {
  const inFolder = (folder: string, owner: LoadedObject): string =>
    absolute(`${expand(folder === "" ? "." : folder, owner, settings)}/${name}`, settings);
  if (name.includes("/")) return [forAll(absolute(expand(name, by, settings), settings))];
  return settings.loader.kind === "musl"
    ? muslPaths(name, by, { settings, inFolder }).map(forAll)
    : glibcPaths(name, by, { settings, inFolder });
}

interface Where {
  readonly settings: SearchSettings;
  readonly inFolder: (folder: string, owner: LoadedObject) => string;
}

function forAll(path: string): CachedPath {
  return { path, isByProcessor: false };
}

/** Folders that glibc looks into first on processors that have what they are named for; the later ones up to 2.36. */
const processorFolders =
  "glibc-hwcaps/x86-64-v4 glibc-hwcaps/x86-64-v3 glibc-hwcaps/x86-64-v2 glibc-hwcaps/power10 glibc-hwcaps/power9 glibc-hwcaps/z16 glibc-hwcaps/z15 glibc-hwcaps/z14 glibc-hwcaps/z13 tls haswell x86_64".split(
    " ",
  );

function glibcPaths(name: string, by: LoadedObject, { settings, inFolder }: Where): readonly CachedPath[] {
  const isTrusted = (folder: string, owner: LoadedObject): boolean =>
    !settings.isSecure ||
    !/\$\{?ORIGIN/.test(folder) ||
    settings.loader.folders.some((one) => `${inFolder(folder, owner)}/`.startsWith(`${one}/`));
  const inAll = (folder: string, owner: LoadedObject): readonly CachedPath[] => {
    if (!isTrusted(folder, owner)) return [];
    const plain = inFolder(folder, owner);
    const above = plain.slice(0, plain.length - name.length);
    return [
      ...processorFolders.map((one) => ({ path: `${above}${one}/${name}`, isByProcessor: true })),
      forAll(plain),
    ];
  };
  // The presence of RUNPATH switches RPATH off: its own, and that of whoever asked.
  const rpaths =
    by.runpath.length > 0
      ? []
      : chainOf(by)
          .filter(({ runpath }) => runpath.length === 0)
          .flatMap((owner) => owner.rpath.flatMap((folder) => inAll(folder, owner)));
  return [
    ...rpaths,
    ...settings.libraryPath.flatMap((folder) => inAll(folder, by)),
    ...by.runpath.flatMap((folder) => inAll(folder, by)),
    ...(settings.cache.get(name) ?? []),
    ...settings.loader.folders.flatMap((folder) => inAll(folder, by)),
  ];
}

function muslPaths(_name: string, by: LoadedObject, { settings, inFolder }: Where): readonly string[] {
  return [
    ...settings.libraryPath.map((folder) => inFolder(folder, by)),
    // musl makes no difference between the two but lets RUNPATH win within one file.
    ...chainOf(by).flatMap((owner) =>
      settings.isSecure &&
      owner.name === undefined &&
      /\$\{?ORIGIN/.test([...owner.runpath, ...owner.rpath].join(":"))
        ? []
        : (owner.runpath.length > 0 ? owner.runpath : owner.rpath).map((folder) => inFolder(folder, owner)),
    ),
    ...(settings.muslFolders ?? settings.loader.folders).map((folder) => inFolder(folder, by)),
  ];
}

function chainOf(object: LoadedObject): readonly LoadedObject[] {
  const chain: LoadedObject[] = [];
  for (let one: LoadedObject | undefined = object; one && chain.length < 64; one = one.parent)
    chain.push(one);
  return chain;
}

function expand(text: string, owner: LoadedObject, { loader }: SearchSettings): string {
  const origin = owner.openedAs.slice(0, owner.openedAs.lastIndexOf("/")) || "/";
  const lib = (loader.folders[0] ?? "/lib").replace(/^\//, "");
  return text.replaceAll(/\$(?:ORIGIN\b|\{ORIGIN\})/g, origin).replaceAll(/\$(?:LIB\b|\{LIB\})/g, lib);
}

function absolute(path: string, { workingFolder }: SearchSettings): string {
  return path.startsWith("/") ? path : `${workingFolder}/${path}`;
}

/** The names that musl answers itself, whatever follows the first dot. */
export function isPartOfMusl(name: string): boolean {
  return /^lib(?:c|pthread|rt|m|dl|util|xnet)\./.test(name);
}
