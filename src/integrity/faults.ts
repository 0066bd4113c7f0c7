/** What `verify` can find: one word per kind, with the harm it does and what a person does about it. */
import type { Harm } from "../finding/finding.ts";

interface KindOfFault {
  readonly harm: Harm;
  /** A heading for a person. */
  readonly title: string;
  readonly remedy: string;
}

const kinds = {
  "sum-malformed": {
    harm: "S2",
    title: "go cannot read a line of go.sum",
    remedy: "Delete the line and run go mod tidy.",
  },
  "sum-conflict": {
    harm: "S0",
    title: "go.sum accepts two contents for one version",
    remedy: "Keep the line that the checksum log confirms, delete the other, and learn where it came from.",
  },
  "sum-missing": {
    harm: "S2",
    title: "a module that the build needs has no hash in go.sum",
    remedy: "Run go mod tidy and commit go.sum.",
  },
  "sum-stale": {
    harm: "S3",
    title: "go.sum keeps hashes of a version that nothing selects",
    remedy: "Run go mod tidy.",
  },
  "sum-differs": {
    harm: "S0",
    title: "go.sum and the module's content disagree",
    remedy:
      "Do not delete the line: find out which side is wrong by asking the checksum log (without --offline, and without GOSUMDB=off).",
  },
  "sum-wrong": {
    harm: "S0",
    title: "go.sum has a hash that the checksum log contradicts",
    remedy: "Learn who changed the line; then delete it and run go mod tidy.",
  },
  "log-refused": {
    harm: "S0",
    title: "the checksum log, or somebody between, gives an answer that proves itself wrong",
    remedy: "Keep the evidence, ask the log from another network, and report it if it stays.",
  },
  "zip-poisoned": {
    harm: "S0",
    title: "the zip is not what go.sum and the checksum log say",
    remedy: "breakwater verify --cache --purge removes it; then learn where it came from.",
  },
  "zip-damaged": {
    harm: "S2",
    title: "go refuses the zip of a module",
    remedy: "breakwater verify --cache --purge removes it, and go downloads it again.",
  },
  "mod-poisoned": {
    harm: "S1",
    title: "a go.mod is not that of the module",
    remedy:
      "breakwater verify --cache --purge removes it from the module cache; then look at the /go.mod line of go.sum.",
  },
  "mod-damaged": {
    harm: "S2",
    title: "a go.mod in the module cache is none",
    remedy: "breakwater verify --cache --purge removes it, and go asks for it again.",
  },
  "ziphash-differs": {
    harm: "S0",
    title: "a zip in the module cache has another hash than its .ziphash says",
    remedy: "breakwater verify --cache --purge removes both; then learn who writes into the module cache.",
  },
  "info-damaged": {
    harm: "S3",
    title: "an .info file in the module cache is none",
    remedy: "breakwater verify --cache --purge removes it, and go asks for it again.",
  },
  "cache-unfinished": {
    harm: "S3",
    title: "the module cache keeps what a killed go left half written",
    remedy: "breakwater verify --cache --purge removes it.",
  },
  "cache-foreign": {
    harm: "S3",
    title: "something lies in the module cache that go neither writes nor reads",
    remedy: "Learn who put it there and remove it by hand; --purge leaves it.",
  },
  "tree-differs": {
    harm: "S0",
    title: "an extracted module is not what its hash says",
    remedy: "breakwater verify --cache --purge removes the folder; go gets it again.",
  },
  "tree-file-changed": {
    harm: "S0",
    title: "extracted code differs from its module zip",
    remedy: "breakwater verify --cache --purge removes the folder; go extracts it again.",
  },
  "tree-file-added": {
    harm: "S0",
    title: "a file lies in the module cache that the module does not have",
    remedy: "breakwater verify --cache --purge removes the folder; go extracts it again.",
  },
  "tree-file-missing": {
    harm: "S2",
    title: "the module cache lacks a file of the module",
    remedy: "breakwater verify --cache --purge removes the folder; go extracts it again.",
  },
  "vendor-file-changed": {
    harm: "S0",
    title: "vendored code differs from the module it claims to be",
    remedy: "Run go mod vendor, or keep the change as a replace that everyone can see.",
  },
  "vendor-line-endings": {
    harm: "S3",
    title: "a vendored file has other line endings than its module",
    remedy: 'Add "vendor/** -text" to .gitattributes and run go mod vendor.',
  },
  "vendor-file-added": {
    harm: "S0",
    title: "a vendored file is in no module",
    remedy: "Learn who added it; then run go mod vendor.",
  },
  "vendor-file-missing": {
    harm: "S2",
    title: "a file of a vendored package is missing",
    remedy: "Run go mod vendor and look whether .gitignore keeps the file out.",
  },
  "vendor-package-unlisted": {
    harm: "S0",
    title: "a vendored package is not in modules.txt",
    remedy: "Run go mod vendor.",
  },
  "modules-txt": {
    harm: "S2",
    title: "vendor/modules.txt and go.mod disagree",
    remedy: "Run go mod vendor and commit what it writes.",
  },
} as const satisfies Readonly<Record<string, KindOfFault>>;

/** The word for a kind of fault, as JSON has it. */
export type FaultKind = keyof typeof kinds;

/** The kinds with their texts. */
export const faultKinds: Readonly<Record<FaultKind, KindOfFault>> = kinds;

/** One fault: where it shows, and the two sides that disagree. */
export interface IntegrityFault {
  readonly kind: FaultKind;
  readonly module: string;
  readonly version: string;
  /** A path in the repository, or in the module cache as `GOMODCACHE/…`. */
  readonly file?: string | undefined;
  /** Counts from 1. */
  readonly line?: number | undefined;
  /** Hashes: `h1:…` of modules, `sha256:…` of files. */
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  /** Whether a hash of go.mod is meant, not of the zip. */
  readonly isGoMod?: boolean;
  /** Less or more than the kind's own. */
  readonly harm?: Harm;
  /** Instead of the kind's own. */
  readonly title?: string;
  readonly remedy?: string;
  /** Whole sentences, no final period for one sentence. */
  readonly message: string;
}

/** Something that could not be looked at. */
export interface IntegrityUnknown {
  readonly module?: string;
  readonly version?: string;
  readonly file?: string;
  readonly line?: number;
  /** Completes "cannot be known: …". */
  readonly reason: string;
}

/** Heading and remedy of one fault. */
export function textsOf({ kind, file, ...own }: IntegrityFault): {
  readonly title: string;
  readonly remedy: string;
} {
  const { title, remedy } = faultKinds[kind];
  const texts = { title: own.title ?? title, remedy: own.remedy ?? remedy };
  if (file === undefined || !/(^|\/)go\.work\.sum$/.test(file)) return texts;
  return {
    title: texts.title.replaceAll("go.sum", "go.work.sum"),
    // go mod tidy leaves the file alone, and each build in the workspace adds what it lacks.
    remedy: texts.remedy.replace("run go mod tidy", "build in the workspace: go writes the line again"),
  };
}
