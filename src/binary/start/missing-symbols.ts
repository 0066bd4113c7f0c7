/** Versions and symbols that the mapped libraries do not have. */
import { compareNumbers } from "../executable/compare-numbers.ts";
import type { Loading, Mapped } from "./load-libraries.ts";
import type { StartCause } from "./start-verdict.ts";

/** Versions that a library does not offer; musl looks at none. */
export function missingVersions(objects: readonly Mapped[], { settings }: Loading): readonly StartCause[] {
  if (settings.loader.kind === "musl") return [];
  return objects.flatMap((object) =>
    object.executable.linkage.versionNeeds.flatMap(({ library, versions }) => {
      const provider = objects.find(({ name, soname }) => name === library || soname === library);
      const offered = provider?.executable.linkage.versionDefs ?? [];
      // A library without any versions gets by with a warning.
      if (!provider || offered.length === 0) return [];
      return versions
        .filter(({ name, isWeak }) => !isWeak && !offered.includes(name))
        .map(
          ({ name }): StartCause => ({
            kind: "version",
            subject: name,
            wantedBy: object.path,
            words: `${provider.path}: version \`${name}' not found (required by ${object.path})`,
            found: newestOf(offered, name),
          }),
        );
    }),
  );
}

/** The highest version under the same name, which tells the library's release. */
function newestOf(offered: readonly string[], wanted: string): string | undefined {
  const prefix = /^(.*_)\d/.exec(wanted)?.[1];
  if (prefix === undefined) return undefined;
  const numbersOf = (name: string): readonly number[] => name.slice(prefix.length).split(".").map(Number);
  const known = offered.filter((name) => name.startsWith(prefix) && /^\d/.test(name.slice(prefix.length)));
  const newest = known.toSorted((a, b) => compareNumbers(numbersOf(a), numbersOf(b))).at(-1);
  return newest === undefined ? undefined : `its newest is ${newest}`;
}

/** musl binds every symbol at start; glibc those of files that ask for it. */
export function missingSymbols(
  objects: readonly Mapped[],
  { settings, interpreter }: Loading,
): readonly StartCause[] {
  const isMusl = settings.loader.kind === "musl";
  const hasSymbol = (name: string): boolean => objects.some(({ offered }) => offered.has(name));
  return objects
    .filter((object) => object.path !== interpreter.path && (isMusl || object.executable.linkage.bindsNow))
    .flatMap((object) =>
      object.wanted
        .filter(({ name, isWeak }) => !isWeak && !hasSymbol(name))
        .slice(0, 1)
        .map(
          ({ name }): StartCause => ({
            kind: "symbol",
            subject: name,
            wantedBy: object.path,
            words: isMusl
              ? `Error relocating ${object.path}: ${name}: symbol not found`
              : `${object.path}: undefined symbol: ${name}`,
            found: undefined,
          }),
        ),
    );
}
