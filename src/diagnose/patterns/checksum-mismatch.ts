import { isPseudoVersion } from "../../go/pseudo-version.ts";
import { bareLine } from "../bare-line.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /(?:verifying (?<module>\S+)@(?<version>v[^\s:]+): checksum mismatch|(?<asked>[^\s@]+)@(?<askedVersion>v[^\s:]+): verifying (?<noun>module|go\.mod): checksum (?:mismatch|(?<absent>missing from sumdb response)))$/,
);
const edited =
  /^(?:go: )?(?<module>[^\s:]+) (?<version>v\S+): (?<what>zip|dir) has been modified \((?<place>.+)\)$/;
const downloaded = /^\s*downloaded: +(?<hash>h1:\S+)/;
const recorded = /^\s*(?<label>\S+): +(?<hash>h1:\S+)/;
/** The hash of a zip without files. */
const ofNothing = "h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

interface Mismatch {
  readonly name: string;
  readonly version: string;
  readonly isGoMod: boolean;
  /** `go.sum`, `go.work.sum` or the name of a checksum database. */
  readonly label: string | undefined;
  readonly hash: string | undefined;
}

/** Source of the words: cmd/go/internal/modfetch fetch.go (haveModSumLocked, checkSumDB), modcmd verify.go. */
export default definePattern({
  id: "checksum-mismatch",
  title: "The bytes of a module are not those that were recorded",
  needles: [": checksum mismatch", ": checksum missing from sumdb response", " has been modified ("],

  match(context) {
    const { line, at } = context;
    const cache = edited.exec(line.text)?.groups;
    if (cache) {
      const { module = "", version = "", what, place } = cache;
      return {
        message: `the ${what === "zip" ? "zip" : "folder"} of ${module}@${version} in the module cache was changed after its download: ${place}`,
        fix: "Run go clean -modcache, drop the cache that CI restores, and find what writes below GOMODCACHE",
        confidence: 0.95,
        subject: `${module}@${version}`,
        values: { module, version },
      };
    }
    const words = read(line.text);
    if (!words) return undefined;
    // A path as label is a member's go.sum: conflicting-go-sum says more.
    const record = recorded.exec(bareLine(at(2)?.text ?? ""))?.groups;
    if (record?.label && /[/\\]go\.(?:work\.)?sum$/.test(record.label)) return undefined;
    const module = words.module ?? words.asked ?? "";
    const full = words.version ?? words.askedVersion ?? "";
    const version = full.replace("/go.mod", "");
    const isGoMod = full !== version || words.noun === "go.mod";
    const mismatch = {
      name: `${module}@${version}`,
      version,
      isGoMod,
      label: record?.label,
      hash: hashOf(context),
    };
    return {
      ...(words.absent === undefined ? judge(mismatch) : absent(mismatch)),
      lines: record ? [line.number + 1, line.number + 2] : [],
      subject: mismatch.name,
      values: {
        module,
        version,
        recorded: isDatabaseName(record?.label) ? "" : (record?.hash ?? ""),
        isGoMod: String(isGoMod),
      },
    };
  },

  *confirm({ values }, repository) {
    const { module = "", version = "", recorded: hash = "", isGoMod } = values ?? {};
    yield* requireEvidence(module, version, repository);
    if (hash === "") return;
    // What the log names as recorded must stand there; a second hash beside it is the fault itself.
    for (const { sum } of repository.workspace.modules) {
      const lines = (sum?.parsed.lines ?? []).filter(
        (line) => line.path === module && line.version === version && String(line.isGoMod) === isGoMod,
      );
      const says = lines.some((line) => line.hash === hash) ? "confirms" : "contradicts";
      for (const line of lines)
        if (sum)
          yield { at: { file: sum.file, span: line.span }, says, shows: `${module} ${version} ${line.hash}` };
    }
  },
});

function hashOf({ at }: LogContext): string | undefined {
  return downloaded.exec(bareLine(at(1)?.text ?? ""))?.groups?.hash;
}

function judge({ name, version, isGoMod, label, hash }: Mismatch): {
  readonly message: string;
  readonly fix: string;
  readonly confidence: number;
} {
  const isDatabase = isDatabaseName(label);
  const against = isDatabase ? `the checksum database ${label} recorded` : "go.sum recorded";
  if (hash === ofNothing) {
    return {
      message: `the download of ${name} held no files at all, and ${against} some`,
      fix: "Run go clean -modcache and download again through a module proxy; an old git or an empty answer of a private proxy gives an empty zip",
      confidence: 0.9,
    };
  }
  if (isGoMod) {
    return {
      message: `the go.mod of ${name} that was downloaded is not the one that ${against}`,
      fix: `Look at what the proxy answers for ${name} (.mod): a login page or a rewritten file comes from the proxy; an honest go.mod means that the tag was moved`,
      confidence: 0.85,
    };
  }
  if (isPseudoVersion(version)) {
    return {
      message: `the files of ${name} are not those that ${against}, and a commit cannot be moved as a tag can`,
      fix: `Download ${name} again into an empty GOMODCACHE, once with GOPROXY=direct and once through the proxy: the one that differs changes files (line endings or export-subst in .gitattributes, a replaced zip)`,
      confidence: 0.85,
    };
  }
  if (isDatabase) {
    return {
      message: `the files of ${name} are not those that ${against}: the tag was moved, or the proxy serves other files than the world gets`,
      fix: `Do not turn the check off; require the next version of ${name.split("@")[0]}, or, when only one proxy answers so, have it drop its copy`,
      confidence: 0.95,
    };
  }
  return {
    message: `the files of ${name} are not those that ${against}: the tag was moved after go.sum was written, or go.sum was written behind a proxy with other files`,
    fix: `In an empty module with the checksum database on, run go mod download ${name}; if it succeeds with the downloaded hash, go.sum is the wrong one: delete its lines for ${name} and run go mod tidy`,
    confidence: 0.93,
  };
}

function isDatabaseName(label: string | undefined): boolean {
  return label !== undefined && !/^go\.(?:work\.)?sum$/.test(label);
}

function absent({ name }: Mismatch): ReturnType<typeof judge> {
  return {
    message: `the checksum database answered for ${name} without a line for it`,
    fix: "Ask the checksum database directly instead of through the proxy (a GOPROXY that mirrors it answers wrongly), and report it to whoever runs the proxy",
    confidence: 0.9,
  };
}
