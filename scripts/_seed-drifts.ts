/** Drifts that are put into a copy of a real repository, each the reverse of what a safe fix writes. */

export interface SeedFile {
  readonly path: string;
  readonly text: string;
}

export interface Drift {
  readonly rule: string;
  readonly file: string;
  readonly seeded: string;
  /** What a fix is to make of it: the original, unless the original can be written in two ways. */
  readonly wanted: string;
}

interface Seeder {
  readonly rule: string;
  readonly fits: (path: string) => boolean;
  /** The text with the drift, and what is wanted where that is not the original; undefined where it has no place for it. */
  readonly seed: (
    text: string,
    path: string,
  ) => { readonly text: string; readonly wanted?: string } | undefined;
}

const isWorkflow = (path: string): boolean => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path);
const isDockerfile = (path: string): boolean => /(?:^|\/)Dockerfile[^/]*$/.test(path);
const isBuildFile = (path: string): boolean =>
  isWorkflow(path) || isDockerfile(path) || /(?:^|\/)Makefile$/.test(path);
const isGoFile = (path: string): boolean => /\.go$/.test(path) && !/(?:^|\/)(?:vendor|testdata)\//.test(path);

const seeders: readonly Seeder[] = [
  {
    rule: "environment/cgo-enabled-not-boolean",
    fits: isBuildFile,
    seed: (text) => replaced(text, /(\bCGO_ENABLED(?:=|: ?["']?))0(?!\d)/, "$1false"),
  },
  {
    rule: "pipeline/typographic-dash",
    fits: isBuildFile,
    seed: (text) => replaced(text, /^([^#\n]*\bgo (?:build|test|vet) )-(?=[a-z])/m, "$1–"),
  },
  {
    rule: "image/go-sum-not-copied",
    fits: isDockerfile,
    seed: (text) => {
      const found = replaced(text, /^((?:COPY|ADD) go\.mod) go\.sum\*?(?= )/m, "$1");
      return found && { ...found, wanted: text.replace(/^((?:COPY|ADD) go\.mod go\.sum)\*(?= )/m, "$1") };
    },
  },
  {
    rule: "modules/redundant-toolchain-line",
    fits: (path) => path === "go.mod",
    seed: (text) =>
      /^toolchain /m.test(text)
        ? undefined
        : replaced(text, /^go (1\.(?:2[1-9]|[3-9]\d)(?:\.\d+)?)\n/m, "go $1\n\ntoolchain go$1\n"),
  },
  {
    rule: "modules/malformed-go-sum",
    fits: (path) => path === "go.sum",
    seed: (text) => {
      const lines = text.split("\n");
      if (lines.length < 6) return undefined;
      const third = Math.floor(lines.length / 3);
      const marked = [
        ...lines.slice(0, third),
        "<<<<<<< HEAD",
        ...lines.slice(third, 2 * third),
        "=======",
        ...lines.slice(2 * third, -1),
        ">>>>>>> feature",
        "",
      ];
      return { text: marked.join("\n") };
    },
  },
  {
    rule: "toolchain/yaml-number-loses-zero",
    fits: isWorkflow,
    seed: (text) => {
      const input = /(uses: *["']?actions\/setup-go@[^\n]*\n +with:\n +)go-version(?:-file)?: [^\n]*/;
      const found = replaced(text, input, "$1go-version: 1.30");
      return found && { ...found, wanted: text.replace(input, '$1go-version: "1.30"') };
    },
  },
  {
    rule: "toolchain/version-file-ignored",
    fits: isWorkflow,
    seed: (text) =>
      /go-version-file:/.test(text)
        ? undefined
        : replaced(
            text,
            /(uses: *["']?actions\/setup-go@[^\n]*\n +with:\n)( +)(go-version: [^\n$]*\n)/,
            "$1$2$3$2go-version-file: go.mod\n",
          ),
  },
  {
    rule: "environment/private-pattern-never-matches",
    fits: isWorkflow,
    seed: (text) => {
      if (/^env:/m.test(text) || !/\bgo (?:build|test|vet|mod|install)\b/.test(text)) return undefined;
      const withEnv = (list: string) => text.replace(/^jobs:/m, `env:\n  GOPRIVATE: "${list}"\njobs:`);
      const seeded = withEnv("corp.example/a, corp.example/b");
      return seeded === text ? undefined : { text: seeded, wanted: withEnv("corp.example/a,corp.example/b") };
    },
  },
  {
    // A name such as x_linux.go says enough.
    rule: "tags/spaced-go-build",
    fits: (path) => isGoFile(path) && !/_[a-z0-9]+(?:_test)?\.go$/.test(path.replace(/_test\.go$/, ".go")),
    seed: (text) => replaced(text, /^\/\/go:build (?=\w+\n\n)/, "// go:build "),
  },
  {
    rule: "tags/constraint-too-late",
    fits: isGoFile,
    seed: (text) => replaced(text, /^(\/\/go:build [^\n]*\n\n)(package [^\n]*\n\n)/, "$2$1"),
  },
  {
    rule: "tags/disagreeing-constraints",
    fits: isGoFile,
    seed: (text) => replaced(text, /^(\/\/go:build [^\n]*\n)\n/, "$1// +build never_asked_for\n\n"),
  },
];

/** One drift of each kind where the repository has a place for it, no two in one file. */
export function seedDrifts(files: Iterable<SeedFile>): readonly Drift[] {
  const drifts = new Map<string, Drift>();
  for (const { path, text } of files) {
    const isTaken = [...drifts.values()].some(({ file }) => file === path);
    const seeder = seeders.find(({ rule, fits }) => !drifts.has(rule) && fits(path));
    if (isTaken || !seeder) continue;
    for (const { rule, fits, seed } of seeders) {
      const result = drifts.has(rule) || !fits(path) ? undefined : seed(text, path);
      if (!result) continue;
      drifts.set(rule, { rule, file: path, seeded: result.text, wanted: result.wanted ?? text });
      break;
    }
  }
  return [...drifts.values()];
}

function replaced(text: string, pattern: RegExp, by: string): { readonly text: string } | undefined {
  const changed = text.replace(pattern, by);
  return changed === text ? undefined : { text: changed };
}
