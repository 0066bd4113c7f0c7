/** Names of environment variables that go reads, and names that look like it and belong to other tools. */
import { splitGoFields } from "./white-space.ts";

export interface EnvironmentName {
  readonly name: string;
  /** First minor version that reads it; 0 when older than 1.16. */
  readonly since: number;
  /** First minor version that no longer does. */
  readonly until: number | undefined;
  /** Who reads it: the go command (also from the file of `go env -w`), or the environment of go or of programs only. */
  readonly readBy: "go" | "process";
}

const flagVariables = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "FFLAGS", "LDFLAGS"].flatMap((name) => [
  `CGO_${name}`,
  `CGO_${name}_ALLOW`,
  `CGO_${name}_DISALLOW`,
]);

/** `name@since-until` by minor version. */
const goVariables = splitGoFields(`AR CC CXX FC GCCGO PKG_CONFIG CGO_ENABLED ${flagVariables.join(" ")}
  GO111MODULE GO386 GOAMD64@18 GOARCH GOARM GOARM64@23 GOAUTH@24 GOBIN GOCACHE GOCACHEPROG@21 GOENV GOEXE
  GOEXPERIMENT@17 GOFIPS140@24 GOFLAGS GOGCCFLAGS GOHOSTARCH GOHOSTOS GOINSECURE GOMIPS GOMIPS64 GOMODCACHE
  GONOPROXY GONOSUMDB GOOS GOPATH GOPPC64 GOPRIVATE GOPROXY GORISCV64@23 GOROOT GOSUMDB GOTMPDIR
  GOTOOLCHAIN@21 GOTOOLDIR GOVCS@16 GOWASM GOWORK@18 GO_EXTLINK_ENABLED`);

/** Read from the environment only: by go, by the runtime of every Go program, or shown by `go env`. */
const processVariables = splitGoFields(`GODEBUG GOCOVERDIR@20 GOGC GOMEMLIMIT@19 GOMAXPROCS GORACE GOTRACEBACK
  GOROOT_FINAL@0-23 GOMOD GOVERSION GOTELEMETRY@23 GOTELEMETRYDIR@23 GOSSAFUNC GOROOT_BOOTSTRAP`);

/** The known names by name. */
export const environmentNames: ReadonlyMap<string, EnvironmentName> = new Map(
  [
    ...goVariables.map((word) => parseWord(word, "go")),
    ...processVariables.map((word) => parseWord(word, "process")),
  ].map((entry) => [entry.name, entry]),
);

function parseWord(word: string, readBy: EnvironmentName["readBy"]): EnvironmentName {
  const [, name = "", since = "0", until] = /^([^@]+)(?:@(\d+)(?:-(\d+))?)?$/.exec(word) ?? [];
  return { name, since: Number(since), until: until === undefined ? undefined : Number(until), readBy };
}

const foreignNames: ReadonlySet<string> = new Set(
  splitGoFields(`GOVERSION GO_VERSION GOLANG_VERSION GOLANG_IMAGE GOPLS GOFUMPT GOIMPORTS GOFMT GOLINT GOSEC
    GOTEST GOTESTFLAGS GOTESTSUM GOVULNCHECK GOBUILD GOBUILDFLAGS GOCMD GOGET GOINSTALL GOLIST GOMODULE GORUN
    GOTAGS GOBUILDTAGS GOLDFLAGS GOGCFLAGS GOTOOL GOVET GOCLEAN GODOC GOFILES GOPACKAGES GOPKG GOPKGS GODIR GOSRC
    GOSOURCES GOLANGCI GOLANGCILINT GOREPORT GOCOVER GOCYCLO GOMOCK GOCC GOX GOPHER GOSTATIC GOOGLE GOOD GOAL
    GO GOLANG GOLDFLAG GOPACKAGE GOFILE GOLINE GO_FLAGS GO_TAGS GO_LDFLAGS GO_BUILD_FLAGS GO_BUILD_TAGS
    GOARCHES GOARCHS GOOSES GOBINS GOROOTS GOPATHS GO_TEST_FLAGS GO_CMD GO_BIN GO_SRC GO_FILES GO_PACKAGES GO_MODULE GO_PATH GO_ROOT GO_ENV`),
);
const foreignPrefixes = splitGoFields(
  "GOTESTSUM_ GORELEASER_ GOLANGCI_ GOLANG_ GOOGLE_ GOSEC_ GOPLS_ GOMPLATE_ GOTIFY_ GOCD_ GO_ GOGS_ GOCRYPTFS_ GODADDY_ GOVC_ GOKRAZY_ GOREPLACE_ GOSU_ GOTENBERG_ GOATCOUNTER_",
);

/** Whether other tools or ordinary Makefiles are known to use the name, so that a near miss is no typo. */
export function isForeignName(name: string): boolean {
  return foreignNames.has(name) || foreignPrefixes.some((prefix) => name.startsWith(prefix));
}

/** Whether Go 1.N reads the variable; without N, whether any version does. */
export function isKnownName(name: string, goMinor?: number): boolean {
  const known = environmentNames.get(name);
  if (!known) return false;
  if (goMinor === undefined) return true;
  return known.since <= goMinor && (known.until === undefined || goMinor < known.until);
}

/** Whether a name claims to be go's by its prefix. */
function looksLikeGoName(name: string): boolean {
  return /^(?:GO|CGO_)[A-Z0-9_]*$/.test(name);
}

/** Names that people write although no version of go has read them, with the one they mean. */
const wellKnownMistakes: Readonly<Record<string, string>> = {
  GONOSUMCHECK: "GONOSUMDB",
  GONOSUM: "GONOSUMDB",
  GOCGO: "CGO_ENABLED",
  GOCGO_ENABLED: "CGO_ENABLED",
  GO_CGO_ENABLED: "CGO_ENABLED",
  CGO: "CGO_ENABLED",
  GOMODULE111: "GO111MODULE",
  GO11MODULE: "GO111MODULE",
  GO111MODULES: "GO111MODULE",
  GO_PROXY: "GOPROXY",
  GO_PRIVATE: "GOPRIVATE",
  GO_OS: "GOOS",
  GO_ARCH: "GOARCH",
  GO_SUMDB: "GOSUMDB",
  GO_NOSUMDB: "GONOSUMDB",
  GO_TOOLCHAIN: "GOTOOLCHAIN",
  GO_CACHE: "GOCACHE",
  GO_MODCACHE: "GOMODCACHE",
};

/** The variable a person most likely meant by a name go does not know; undefined when nothing is near. */
export function nearestKnownName(name: string): string | undefined {
  if (environmentNames.has(name)) return undefined;
  const mistake = wellKnownMistakes[name];
  if (mistake !== undefined) return mistake;
  if (!looksLikeGoName(name) || isForeignName(name)) return undefined;
  const limit = name.length >= 8 ? 2 : 1;
  let nearest: string | undefined;
  let least = limit + 1;
  for (const candidate of environmentNames.values()) {
    if (candidate.readBy !== "go" && candidate.name.length < 6) continue;
    const distance = editDistance(name, candidate.name, least);
    if (distance < least) {
      least = distance;
      nearest = candidate.name;
    }
  }
  return nearest;
}

/** Edits between two names where a swap of neighbours counts once; stops counting at `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwap) best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
