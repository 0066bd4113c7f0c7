/**
 * What well-known container images hold: a Go, a C compiler, a libc, settings. Data that changes with
 * time; each entry says only what the image's own Dockerfile shows.
 */
import type { Distribution } from "../machine.ts";
import type { InstalledGo } from "../site.ts";
import { distributionOf } from "./distribution-go.ts";
import { golangciBuiltWith } from "./golangci.ts";

/** An image reference cut into its parts. */
export interface ImageReference {
  readonly registry: string | undefined;
  /** Repository without registry and without `library/`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

export interface ImageFacts {
  readonly reference: ImageReference;
  /** Version and precision without place; undefined when the image is not known to hold a Go. */
  readonly go: Pick<InstalledGo, "version" | "precision" | "by"> | undefined;
  /** Why `go` is undefined: the image has none, or nobody knows. */
  readonly goReason: string;
  /** The base image of a distribution: no Go is in it until something installs one. */
  readonly isWithoutGo?: true;
  readonly hasCompiler: boolean | undefined;
  readonly libc: "glibc" | "musl" | "none" | undefined;
  /** Environment that the image sets. */
  readonly environment: ReadonlyMap<string, string>;
  /** What the image's package manager installs from, where the tag tells. */
  readonly distribution?: Distribution | undefined;
  /** True when the environment could hold more GO* settings than `environment` says. */
  readonly isOpaque: boolean;
  readonly workdir: string | undefined;
}

export function parseImageReference(text: string): ImageReference {
  const at = text.indexOf("@");
  const digest = at === -1 ? undefined : text.slice(at + 1);
  const named = at === -1 ? text : text.slice(0, at);
  const slash = named.lastIndexOf("/");
  const colon = named.indexOf(":", slash + 1);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  const path = colon === -1 ? named : named.slice(0, colon);
  const first = path.split("/")[0] ?? "";
  const hasRegistry =
    path.includes("/") && (first.includes(".") || first.includes(":") || first === "localhost");
  const registry = hasRegistry ? first : undefined;
  const repository = (hasRegistry ? path.slice(first.length + 1) : path).replace(
    /^(?:docker\/)?library\//,
    "",
  );
  return { registry, repository, tag, digest };
}

/** What Docker sets where an image says nothing else. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const leadingVersion = /^v?(\d+(?:\.\d+){0,2}(?:rc\d+|beta\d+)?)(?:$|[-_@+])/;

/** What is known of an image; for one that is not known every answer is open. */
export function imageFacts(text: string): ImageFacts {
  const reference = parseImageReference(text);
  const { repository, tag } = reference;
  const base = repository.slice(repository.lastIndexOf("/") + 1);

  if (isOfficialGolang(reference)) return golangFacts(reference, true);
  if (repository === "cimg/go" || repository === "circleci/golang") {
    return { ...golangFacts(reference, false), hasCompiler: true, libc: "glibc" };
  }
  // Built from the official image; its tags are of Debian.
  if (/(?:^|\/)devcontainers\/go$/.test(repository)) {
    return { ...golangFacts(reference, false), hasCompiler: true, libc: "glibc" };
  }
  if (base === "goreleaser-cross") {
    return { ...golangFacts(reference, false), hasCompiler: true, libc: "glibc" };
  }
  const linter = golangciFacts(reference);
  if (linter) return linter;
  if (base === "golang" || base === "go-toolset" || base === "go") {
    return { ...golangFacts(reference, false), isOpaque: true };
  }
  const inName = /golang[-_:]?v?(\d+\.\d+(?:\.\d+)?)/.exec(`${repository}:${tag ?? ""}`)?.[1];
  if (inName) {
    return {
      ...unknownFacts(reference),
      go: { version: inName, precision: precision(inName), by: "the image's name" },
    };
  }
  return baseImage(reference) ?? unknownFacts(reference);
}

/** The official image, also through a mirror that keeps its name (`mirror.example/library/golang`). */
function isOfficialGolang({ registry, repository }: ImageReference): boolean {
  if (repository !== "golang" && !repository.endsWith("/library/golang")) return false;
  return (
    registry === undefined ||
    registry === "docker.io" ||
    repository === "golang" ||
    repository.endsWith("library/golang")
  );
}

function golangFacts(reference: ImageReference, isOfficial: boolean): ImageFacts {
  const tag = reference.tag ?? (reference.digest ? undefined : "latest");
  // Devcontainers name their tags `[dev-]VERSION-DISTRIBUTION`.
  const named = reference.repository.endsWith("devcontainers/go")
    ? tag?.replace(/^(?:dev|\d+(?:\.\d+)*(?=-\d))-/, "")
    : tag;
  const version = named === undefined ? undefined : leadingVersion.exec(named)?.[1];
  const isAlpine = tag !== undefined && /alpine/.test(tag);
  const isWindows = tag !== undefined && /windows|nanoserver/.test(tag);
  const by = `image ${reference.repository}`;
  const environment = new Map<string, string>();
  if (isOfficial) {
    environment.set("GOPATH", "/go");
    if (!isWindows) environment.set("PATH", `/go/bin:/usr/local/go/bin:${defaultPath}`);
    if (!version || isFrom121(version)) environment.set("GOTOOLCHAIN", "local");
  }
  const go = version
    ? { version, precision: precision(version), by }
    : tag === undefined
      ? undefined
      : { version: "1", precision: "floating" as const, by };
  return {
    reference,
    go,
    goReason: go ? "" : "the image is named by digest only",
    hasCompiler: isOfficial && tag !== undefined ? !isAlpine && !isWindows : isAlpine ? false : undefined,
    libc: isAlpine ? "musl" : isOfficial && !isWindows ? "glibc" : undefined,
    environment,
    isOpaque: !isOfficial,
    workdir: isOfficial ? "/go" : undefined,
  };
}

/** Built from the official image of the Go that built the linter; later ones set GOTOOLCHAIN to auto. */
function golangciFacts(reference: ImageReference): ImageFacts | undefined {
  const { repository, tag } = reference;
  const release = /^(v\d+\.\d+(?:\.\d+)?)(-alpine)?$/.exec(tag ?? "");
  const minor = /(?:^|\/)golangci\/golangci-lint$/.test(repository)
    ? golangciBuiltWith(release?.[1] ?? "")
    : undefined;
  if (minor === undefined) return undefined;
  return {
    reference,
    go: { version: `1.${minor}`, precision: "minor", by: `image golangci/golangci-lint:${tag}` },
    goReason: "",
    hasCompiler: true,
    libc: release?.[2] ? "musl" : "glibc",
    environment: new Map([
      ["GOPATH", "/go"],
      ["PATH", `/go/bin:/usr/local/go/bin:${defaultPath}`],
    ]),
    isOpaque: true,
    workdir: undefined,
  };
}

function isFrom121(version: string): boolean {
  const [major = "1", minor] = version.split(".");
  return Number(major) > 1 || minor === undefined || Number.parseInt(minor, 10) >= 21;
}

function precision(version: string): InstalledGo["precision"] {
  if (/^\d+\.\d+(?:\.\d+|rc\d+|beta\d+)/.test(version)) return "exact";
  return version.includes(".") ? "minor" : "floating";
}

/** Base images of distributions: no Go, no compiler; the libc decides what a cgo binary needs. */
const bases: readonly {
  readonly name: RegExp;
  readonly libc: ImageFacts["libc"];
  readonly hasCompiler: boolean | undefined;
  readonly hasGccgo?: true;
}[] = [
  { name: /^scratch$/, libc: "none", hasCompiler: false },
  { name: /(?:^|\/)distroless\/static/, libc: "none", hasCompiler: false },
  { name: /(?:^|\/)distroless\/(?:base|cc|java|python|nodejs)/, libc: "glibc", hasCompiler: false },
  { name: /(?:^|\/)chainguard\/static$/, libc: "none", hasCompiler: false },
  { name: /^alpine$|(?:^|\/)library\/alpine$|^alpine\/git$/, libc: "musl", hasCompiler: false },
  {
    name: /^(?:debian|ubuntu|fedora|centos|rockylinux|almalinux|amazonlinux|archlinux|oraclelinux|opensuse\/.*|photon)$/,
    libc: "glibc",
    hasCompiler: false,
  },
  {
    name: /(?:^|\/)ubi\d+(?:-minimal|-micro)?(?:\/ubi(?:-minimal|-micro)?)?$/,
    libc: "glibc",
    hasCompiler: false,
  },
  { name: /^buildpack-deps$/, libc: "glibc", hasCompiler: true },
  // Built with every front end of GCC, so gccgo's own go is on PATH.
  { name: /^gcc$/, libc: "glibc", hasCompiler: true, hasGccgo: true },
  { name: /^busybox$/, libc: undefined, hasCompiler: false },
  // Scripts for cross builds, which other stages copy over their own files.
  { name: /^tonistiigi\/xx$/, libc: undefined, hasCompiler: undefined },
];

function baseImage(reference: ImageReference): ImageFacts | undefined {
  const found = bases.find(({ name }) => name.test(reference.repository));
  if (!found) return undefined;
  return {
    ...unknownFacts(reference),
    goReason: `image ${reference.repository}${reference.tag === undefined ? "" : `:${reference.tag}`} has ${found.hasGccgo ? "the go of gccgo, in a version that is not known" : "no Go"}`,
    ...(found.hasGccgo ? {} : { isWithoutGo: true as const }),
    hasCompiler: found.hasCompiler,
    libc: found.libc,
    environment: new Map([["PATH", defaultPath]]),
    distribution: distributionOf(reference.repository, reference.tag),
    isOpaque: false,
  };
}

function unknownFacts(reference: ImageReference): ImageFacts {
  return {
    reference,
    go: undefined,
    goReason: `it is not known what image ${reference.repository} holds`,
    hasCompiler: undefined,
    libc: undefined,
    environment: new Map(),
    isOpaque: true,
    workdir: undefined,
  };
}
