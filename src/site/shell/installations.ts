/** Commands that put a Go toolchain or a C compiler on the machine, or take the version from a file name. */
import { compareGoVersions } from "../../go/go-version.ts";
import type { Place } from "../../text/span.ts";
import type { Environment } from "../environment.ts";
import { type Distribution, isInstalled, type Machine } from "../machine.ts";
import { archiveGo, goFolders, isOffPath, placeGo } from "../placed-go.ts";
import type { CommandArgument, InstalledGo } from "../site.ts";
import { unknown } from "../value.ts";

const managers: ReadonlyMap<string, readonly string[]> = new Map([
  ["apt-get", ["install"]],
  ["apt", ["install"]],
  ["aptitude", ["install"]],
  ["apk", ["add"]],
  ["yum", ["install", "groupinstall"]],
  ["dnf", ["install"]],
  ["microdnf", ["install"]],
  ["tdnf", ["install"]],
  ["zypper", ["install", "in"]],
  ["pacman", ["-S", "-Sy", "-Syu"]],
  ["brew", ["install"]],
  ["snap", ["install"]],
  ["choco", ["install"]],
]);

/** Packages whose installation leaves a `gcc` or `clang` that go finds by default. */
const compilers =
  /^(?:gcc|g\+\+|build-essential|build-base|clang|base-devel|gcc-c\+\+|mingw|llvm-toolset|devtoolset-\d+-gcc|@?"?development tools"?)$/i;

/** Whether a package of that name brings a compiler that go finds. */
export function installsCompiler(name: string): boolean {
  return compilers.test(name);
}

const goPackages = /^(?:golang|golang-go|go|go-toolset|golang-bin)$/;
const versionedGoPackage = /^(?:golang-|go@|go-)(\d+\.\d+)(?:-go)?$/;
/** `--repository=…/edge/community`, `-t bookworm-backports`: packages of another release. */
const otherSource =
  /(?:^| )(?:--repository|-X|-t|--target-release|--default-release)(?:[= ]|$)|edge|backports/;
const archive =
  /(?:^|[/=])go(\d+\.\d+(?:\.\d+)?(?:rc\d+|beta\d+)?)\.(?:linux|darwin|windows|freebsd|\$\{|src)/;

/** The machine after a command that may install something. */
export function applyInstallation(words: readonly CommandArgument[], machine: Machine, at: Place): Machine {
  const texts = words.map((word) => (word.value.kind === "known" ? word.value.text : undefined));
  const name = texts[0]?.slice((texts[0]?.lastIndexOf("/") ?? -1) + 1);
  if (name === undefined) return machine;
  const verbs = managers.get(name);
  if (verbs && removesCompiler(name, words.slice(1), machine)) return withoutCompiler(machine, texts, at);
  if (verbs && texts.some((text) => text !== undefined && verbs.includes(text))) {
    const open = words.slice(1).find(({ value }) => value.kind === "unknown" && !value.isUnset);
    const before =
      open === undefined ? machine : withOpenPackages(machine, `${name} installs ${open.text}`, at);
    return applyPackages(name, texts.slice(1), before, at);
  }
  return (
    unpackedAside(name, texts, machine, at) ??
    applyArchive(words, machine, at) ??
    applyVersionManager(name, texts, machine, at) ??
    replacedGo(name, words, machine, at) ??
    machine
  );
}

const removals = /^(?:del|remove|purge|erase|rm|uninstall|autoremove|-R\w*)$/;
/** Packages that bring no compiler: what else is removed may be a group (`apk add --virtual .d gcc`) or bring one along. */
const noCompiler =
  /^(?:git|curl|wget|bash|make|cmake|tar|xz|zip|unzip|jq|gnupg|ca-certificates|openssh(?:-client)?|openssl|tzdata|golang(?:-.*)?|go|nodejs|npm|python3?|perl|sudo|vim|nano|.*-(?:doc|man))$/;

/** Whether a removal may take the compiler away that is there. */
function removesCompiler(manager: string, words: readonly CommandArgument[], { compiler }: Machine): boolean {
  if (compiler.present !== true) return false;
  const verb = words.findIndex(({ value }) => value.kind === "known" && removals.test(value.text));
  if (verb < 0) return false;
  const operands = words.slice(verb + 1).filter(({ text }) => !text.startsWith("-"));
  const isGroup = manager === "apk";
  return operands.some(({ value }) => {
    if (value.kind === "unknown") return !value.isUnset;
    const name = value.text.replace(/[=~<>].*$/, "");
    return compilers.test(name) || (isGroup && !noCompiler.test(name)) || /^(?:gcc|clang|cpp)-?\d/.test(name);
  });
}

function withoutCompiler(machine: Machine, texts: readonly (string | undefined)[], at: Place): Machine {
  const words = texts.map((text) => text ?? "…").join(" ");
  const reason = `whether a C compiler is left after "${words}" is not known`;
  return { ...machine, compiler: { present: undefined, reason, at } };
}

/** `ln -sf $(which go1.25.1) /usr/local/go/bin/go`: what go is then, files do not show. */
function replacedGo(
  program: string,
  words: readonly CommandArgument[],
  machine: Machine,
  at: Place,
): Machine | undefined {
  if (!/^(?:ln|cp|mv|install)$/.test(program)) return undefined;
  const operands = words.slice(1).filter(({ text }) => !text.startsWith("-"));
  const target = operands.at(-1)?.value;
  if (target?.kind !== "known" || operands.length < 2) return undefined;
  const bin = /^((?:\/usr\/local\/go|\/usr\/local|\/usr|\/go)?\/s?bin)\/go$/.exec(target.text)?.[1];
  if (bin === undefined) return undefined;
  const source = operands[0]?.value;
  const text = source?.kind === "known" ? source.text : undefined;
  // Another name of the Go that is there, or of a distribution's own package.
  const placed = goFolders(machine).find(({ folder }) => text === `${folder}/bin/go`);
  const isNew = placed !== undefined && placed.folder !== bin.replace(/\/s?bin$/, "");
  if (isNew && machine.placedGo)
    return { ...placeGo(machine, { ...placed, folder: bin.replace(/\/s?bin$/, "") }), go: placed.go };
  const isSame = placed !== undefined;
  if (isSame || (text !== undefined && /^\/usr\/lib\/go-\d/.test(text))) return undefined;
  const reason = `${operands[0]?.text} becomes ${target.text}: the version of the Go there is not known`;
  const go = { kind: "unknown", reason, at } as const;
  return { ...placeGo(machine, { folder: bin.replace(/\/s?bin$/, ""), go, at }), go };
}

/** Debian's packages of Go recommend gcc, and apt installs what is recommended unless it is told not to. */
function recommendsCompiler(manager: string, name: string, words: readonly (string | undefined)[]): boolean {
  if (!/^apt(?:-get|itude)?$/.test(manager) || !/^golang(?:-\d+\.\d+)?(?:-go)?$/.test(name)) return false;
  return words.every((word) => word !== undefined && !/recommends|^-[oR]|^--option/i.test(word));
}

/** Other packages of Go may depend on gcc; Alpine's does so on amd64 for sure, where its definition can be read. */
function compilerOfGo(
  manager: string,
  name: string,
  { compiler, hostArch }: Machine,
  at: Place,
): Machine["compiler"] | undefined {
  if (/^apt/.test(manager) || !(goPackages.test(name) || versionedGoPackage.test(name))) return undefined;
  const isSure = manager === "apk" && hostArch.kind === "known" && hostArch.text === "amd64";
  const reason = isSure
    ? `${manager} installs ${name} and gcc, on which it depends`
    : `${compiler.reason}, and ${name} of ${manager} may depend on one`;
  return { present: isSure ? true : undefined, reason, at };
}

function applyPackages(
  manager: string,
  packages: readonly (string | undefined)[],
  machine: Machine,
  at: Place,
): Machine {
  let { go, compiler, environment } = machine;
  let aside: Machine | undefined;
  // `snap install --channel=1.24/stable go`: a channel holds the newest patch of a minor.
  const isStable =
    /--channel[= ]latest\/stable\b/.test(packages.join(" ")) || !packages.join(" ").includes("--channel");
  const channel = /--channel[= ](?:\S*\/)?(\d+\.\d+)(?:\/|\s|$)/.exec(packages.join(" "))?.[1];
  for (const entry of packages) {
    const plain = entry?.replace(/[=~<>].*$/, "");
    if (plain === undefined || plain.startsWith("-")) continue;
    if (compilers.test(plain)) compiler = { present: true, reason: `${manager} installs ${plain}`, at };
    else if (compiler.present !== true && recommendsCompiler(manager, plain, packages))
      compiler = { present: true, reason: `${manager} installs ${plain} and gcc, which it recommends`, at };
    else if (compiler.present === false) compiler = compilerOfGo(manager, plain, machine, at) ?? compiler;
    const versioned = versionedGoPackage.exec(plain)?.[1];
    const pinned = goPackages.test(plain) ? /[=~]+(\d+\.\d+(?:\.\d+)?)/.exec(entry ?? "")?.[1] : undefined;
    const version = versioned ?? pinned ?? (goPackages.test(plain) ? channel : undefined);
    if (manager === "snap" && goPackages.test(plain) && version === undefined && isStable) {
      go = { version: "stable", precision: "floating", at, by: "snap installs go from latest/stable" };
      continue;
    }
    if (versioned !== undefined && /^apt/.test(manager) && !/^go@/.test(plain)) {
      // It holds no /usr/bin/go: that is in golang-go.
      const placed = {
        version: versioned,
        precision: precisionOf(versioned),
        at,
        by: `${manager} installs ${entry}`,
      };
      aside = placeGo(aside ?? machine, { folder: `/usr/lib/go-${versioned}`, go: placed, at });
    } else if (version)
      go = { version, precision: precisionOf(version), at, by: `${manager} installs ${entry}` };
    else if (goPackages.test(plain)) {
      const { distribution } = machine;
      const isOfRelease = distribution && !otherSource.test(packages.join(" "));
      go = isOfRelease
        ? {
            version: distribution.go,
            precision: "minor",
            at,
            by: `${manager} installs ${plain} of ${distribution.name}`,
          }
        : { kind: "unknown", reason: `${manager} installs whatever Go the distribution has`, at };
      if (isOfRelease) environment = withOwnToolchainDefault(environment, distribution, at);
    }
  }
  if (aside) return { ...aside, ...(go === machine.go ? {} : { go }), compiler, environment };
  if (go === machine.go && compiler === machine.compiler) return machine;
  return { ...machine, go, compiler, environment };
}

/** Packages that nobody can name may bring what the image lacks. */
function withOpenPackages(machine: Machine, by: string, at: Place): Machine {
  let { go, compiler } = machine;
  if ("kind" in go && go.isAbsent) {
    go = { kind: "unknown", reason: `${go.reason}, and ${by}, which may hold one`, at };
  }
  if (compiler.present === false) {
    compiler = { present: undefined, reason: `${compiler.reason}, and ${by}, which may hold one`, at };
  }
  return { ...machine, go, compiler };
}

/** What a distribution writes into its Go's go.env stands below the environment and `go env -w`. */
function withOwnToolchainDefault(
  environment: Environment,
  { name, go }: Distribution,
  at: Place,
): Environment {
  if (compareGoVersions(go, "1.21") < 0 || environment.goSetting("GOTOOLCHAIN")) return environment;
  const value = unknown(`the Go of ${name} may have a default of its own`, at);
  return environment.withWritten("GOTOOLCHAIN", { value, at, by: `the Go of ${name}` });
}

/** `curl …/go1.22.1.linux-amd64.tar.gz`, `tar -xzf go1.22.1.linux-amd64.tar.gz`. */
function applyArchive(words: readonly CommandArgument[], machine: Machine, at: Place): Machine | undefined {
  for (const word of words.slice(1)) {
    const text = word.value.kind === "known" ? word.value.text : withKnownNames(word.text, machine);
    const go = goOfArchive(text, word.at);
    if (go) return { ...machine, go };
    if (word.value.kind === "unknown" && /\bgo\$\{?\w+\}?.*\.(?:linux|darwin|windows|\$)/.test(text)) {
      return {
        ...machine,
        go: { kind: "unknown", reason: `the archive's version is a variable: ${word.value.reason}`, at },
      };
    }
  }
  return undefined;
}

/** `tar -C /opt -xzf go1.22.1…`: a Go in a folder of its own, which counts where PATH names it. */
function unpackedAside(
  name: string,
  texts: readonly (string | undefined)[],
  machine: Machine,
  at: Place,
): Machine | undefined {
  if (name !== "tar" && name !== "bsdtar") return undefined;
  const index = texts.findIndex((text) => /^(?:-[a-zA-Z]*C|--directory)$/.test(text ?? ""));
  const folder = index < 0 ? undefined : texts[index + 1];
  if (!folder?.startsWith("/") || /^\/usr\/?$/.test(folder)) return undefined;
  // In the usual folder it is where everybody looks for it, PATH aside.
  if (/^\/usr\/local\/?$/.test(folder) && !isOffPath(machine)) return undefined;
  const named = texts.flatMap((text) => (text && goOfArchive(text, at)) ?? [])[0];
  const fetched = isInstalled(machine.go) && machine.go.by === archiveGo ? machine.go : undefined;
  const go = named ?? fetched;
  if (!go || texts.some((text) => /^--strip/.test(text ?? ""))) return undefined;
  return placeGo({ ...machine, go }, { folder: `${folder.replace(/\/+$/, "")}/go`, go, at });
}

/** The Go of an archive by the name or address of its file; undefined for other files. */
export function goOfArchive(text: string, at: Place): InstalledGo | undefined {
  const version = text.includes("go") ? archive.exec(text)?.[1] : undefined;
  return version === undefined ? undefined : { version, precision: precisionOf(version), at, by: archiveGo };
}

/** `go${VERSION}.linux-${ARCH}.tar.gz` where only the architecture is open. */
function withKnownNames(text: string, { environment }: Machine): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (whole, plain?: string, braced?: string) => {
    const value = environment.get(plain ?? braced ?? "")?.value;
    return value?.kind === "known" ? value.text : whole;
  });
}

const versionManagers = new Set(["mise", "rtx", "asdf", "gvm", "goenv", "gimme"]);

/** mise, asdf, gvm, goenv. */
function applyVersionManager(
  name: string,
  texts: readonly (string | undefined)[],
  machine: Machine,
  at: Place,
): Machine | undefined {
  if (!versionManagers.has(name)) return undefined;
  const all = texts.join(" ");
  const match =
    (name === "mise" || name === "rtx" ? /\bgo(?:lang)?@(\d+(?:\.\d+)*)/.exec(all) : undefined) ??
    (name === "asdf" ? /\bgolang (\d+\.\d+(?:\.\d+)?)/.exec(all) : undefined) ??
    (name === "gvm" || name === "goenv" || name === "gimme"
      ? /\b(?:go)?(\d+\.\d+(?:\.\d+)?)/.exec(all)
      : undefined);
  if (!match?.[1]) return undefined;
  return { ...machine, go: { version: match[1], precision: precisionOf(match[1]), at, by: name } };
}

/** `1.22.1` is exact, `1.22` any patch of it (before 1.21 it is itself a release too), `1` anything. */
export function precisionOf(version: string): InstalledGo["precision"] {
  if (/^\d+\.\d+(?:\.\d+|(?:rc|beta)\d+)/.test(version)) return "exact";
  return /^\d+\.\d+$/.test(version) ? "minor" : "floating";
}
