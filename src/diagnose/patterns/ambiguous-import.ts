import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /ambiguous import: found (?:package )?(?<package>\S+) in multiple (?<kind>modules|directories):/,
);
const place = /^\s+(?<path>[^\s(]+)(?: (?<version>v\S+))?(?: \((?<folder>.+)\))?$/;

interface Provider {
  readonly number: number;
  readonly path: string;
  readonly version: string;
}

/** Source of the words: cmd/go/internal/modload import.go. */
export default definePattern({
  id: "ambiguous-import",
  title: "Two modules hold the same package",
  needles: ["ambiguous import: found "],

  match(context) {
    const words = read(context.line.text);
    if (!words?.package) return undefined;
    const providers = readProviders(context);
    const names = providers.map(({ path, version }) => (version === "" ? path : `${path} ${version}`));
    return {
      message: `${words.package} is in more than one of the ${words.kind}${names.length > 1 ? `: ${names.join(" and ")}` : ""}`,
      fix: adviseOn(words.package, words.kind === "directories", providers),
      confidence: 0.97,
      lines: providers.map(({ number }) => number),
      // A module that was split gives one such error for each of its packages.
      subject: providers.map(({ path }) => path).join(" ") || words.package,
      values: Object.fromEntries(providers.flatMap(({ path, version }) => [[path, version]])),
    };
  },

  *confirm({ values }, repository) {
    for (const [path, version] of Object.entries(values ?? {}))
      yield* requireEvidence(path, version, repository);
  },
});

function readProviders({ at }: LogContext): readonly Provider[] {
  const providers: Provider[] = [];
  for (let offset = 1; offset <= 6; offset++) {
    const line = at(offset);
    const found = place.exec(bareLine(line?.text ?? ""))?.groups;
    if (!line || !found?.path || /:$/.test(found.path)) break;
    providers.push({ number: line.number, path: found.path, version: found.version ?? "" });
  }
  return providers;
}

function adviseOn(imported: string, isFolders: boolean, providers: readonly Provider[]): string {
  if (isFolders)
    return `Delete the copy of ${imported} that vendor holds (go mod vendor), or the folder of the same path`;
  const [parent] = providers.toSorted((a, b) => a.path.length - b.path.length);
  const child = providers.find(({ path }) => parent !== undefined && path.startsWith(`${parent.path}/`));
  if (!parent || !child) return "Drop the requirement of one of them, and the dependency that brings it";
  return `Raise ${parent.path} to a version that no longer holds ${imported} (go get ${parent.path}@latest), then run go mod tidy`;
}
