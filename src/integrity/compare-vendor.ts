/**
 * The vendored part of a module against the module's own content, which is verified elsewhere. No go command
 * does this: https://go.dev/ref/mod#vendoring compares modules.txt with go.mod and looks at no file.
 */
import { embedPatterns } from "../go/embed-patterns.ts";
import { scanGoHeader } from "../go/go-header.ts";
import { matchPath } from "../go/path-match.ts";
import { compareFiles, type FileDifference } from "./compare-files.ts";
import { sha256 } from "./hash-content.ts";
import { type FolderFile, type FolderFiles, liesBelow } from "./module-content.ts";
import { isCompiled, isLegalFile, isVendoredFile } from "./vendored-files.ts";

/** What modules.txt says of one module, and its files in the vendor folder. */
export interface VendoredModule {
  /** Folders of its packages, relative to the module's root; "" is the root. */
  readonly packageFolders: readonly string[];
  /** Go line of the main module or of go.work; undefined when it has none. */
  readonly goLine: string | undefined;
  /** Its files on disk, relative to the module's folder in vendor/, without those of nested modules. */
  readonly copy: FolderFiles;
}

/** A vendored file that is not as the module has it. */
export interface VendorFault {
  readonly kind: "changed" | "added" | "missing" | "unlisted" | "no-package" | "unreadable" | "hidden";
  /** Relative to the module's root; of "unlisted", "no-package" and "hidden" (cannot be listed) the folder. */
  readonly name: string;
  readonly difference?: FileDifference;
  /** SHA-256 in hex. */
  readonly expected?: string;
  readonly actual?: string;
  readonly reason?: string;
  /** Whether a build compiles, links or embeds the file. */
  readonly isNeeded?: boolean;
  /** Of an added file: whether it is a link to a folder. */
  readonly isFolderLink?: boolean;
}

/** A comparison in progress: `see` gets each file of the module, `end` says what differs. */
export interface VendorComparison {
  see(name: string, bytes: Uint8Array): void;
  end(): readonly VendorFault[];
}

interface Embed {
  readonly folder: string;
  readonly pattern: string;
  readonly isAll: boolean;
}

/** Compares the vendored files with those that `see` is told of. */
export function compareVendor({ packageFolders, goLine, copy }: VendoredModule): VendorComparison {
  const packages = new Set(packageFolders);
  const left = new Map(copy.files.map((file) => [file.name, file]));
  const faults: VendorFault[] = [];
  /** What lies below them is not looked at; the folder is named instead. */
  const closed = copy.files.flatMap(({ name, reason, isFolderLink }) =>
    reason !== undefined || isFolderLink ? [name] : [],
  );
  const embeds: Embed[] = [];
  /** Files that go mod vendor copies, and files that it copies only where a `//go:embed` line takes them. */
  const missing: string[] = [];
  const absent: string[] = [];
  /** Libraries and flags' files that cgo lines of packages name. */
  const linked = new Set<string>();
  const genuineElsewhere: string[] = [];
  const withoutFiles = new Set(packageFolders);

  return {
    see(name, bytes) {
      const { folder, base } = splitName(name);
      withoutFiles.delete(folder);
      const file = left.get(name);
      const isInPackage = packages.has(folder);
      if (isInPackage && base.endsWith(".go")) {
        embeds.push(...embedsOf(folder, base, bytes, goLine));
        for (const library of linkedFiles(bytes)) linked.add(joinName(folder, library));
      }
      if (!file) {
        if (liesBelow(name, closed)) return;
        (isInPackage && isVendoredFile(base, bytes, goLine) ? missing : absent).push(name);
        return;
      }
      left.delete(name);
      const fault = compareOne(
        name,
        bytes,
        file.isRegular ? copy.read(name) : { reason: "it is no regular file" },
      );
      if (fault) faults.push(fault);
      else if (!isInPackage && !isLegalFile(base)) genuineElsewhere.push(name);
    },
    end() {
      const isNeeded = (name: string): boolean =>
        isCompiled(name) || linked.has(name) || isEmbedded(name, embeds);
      for (const name of missing) faults.push({ kind: "missing", name, isNeeded: isNeeded(name) });
      for (const name of absent.filter((name) => isEmbedded(name, embeds)))
        faults.push({ kind: "missing", name, isNeeded: true });
      for (const folder of unlistedFolders(genuineElsewhere, embeds))
        faults.push({ kind: "unlisted", name: folder });
      for (const file of left.values())
        faults.push({
          ...addedFile(file, copy),
          isNeeded: file.isFolderLink === true || isNeeded(file.name),
        });
      for (const name of withoutFiles) faults.push({ kind: "no-package", name });
      // Other line endings are the same program, but not the same embedded file.
      return faults.map((fault) =>
        fault.difference?.isLineEndings && isEmbedded(fault.name, embeds)
          ? { ...fault, isNeeded: true }
          : fault,
      );
    },
  };
}

function compareOne(
  name: string,
  bytes: Uint8Array,
  copy: Uint8Array | { readonly reason: string },
): VendorFault | undefined {
  if ("reason" in copy) return { kind: "unreadable", name, reason: copy.reason };
  const difference = compareFiles(bytes, copy);
  return difference && { kind: "changed", name, difference, expected: sha256(bytes), actual: sha256(copy) };
}

function addedFile({ name, isFolderLink = false, reason }: FolderFile, copy: FolderFiles): VendorFault {
  if (reason !== undefined) return { kind: "hidden", name, reason };
  if (isFolderLink) return { kind: "added", name, isFolderLink };
  const bytes = copy.read(name);
  return "reason" in bytes ? { kind: "added", name } : { kind: "added", name, actual: sha256(bytes) };
}

/** Embedded files of a package are copied with it; those of files that go leaves out are not. */
function embedsOf(folder: string, base: string, bytes: Uint8Array, goLine: string | undefined): Embed[] {
  // Nearly no file embeds anything, and a search is faster than a parser.
  if (!holds(bytes, embedMark) || !isVendoredFile(base, bytes, goLine)) return [];
  if (!scanGoHeader(bytes).imports.some(({ path }) => path === "embed")) return [];
  return embedPatterns(new TextDecoder().decode(bytes)).map(({ pattern, isAll }) => ({
    folder,
    pattern,
    isAll,
  }));
}

const embedMark = Buffer.from("//go:embed");
const sourceFolder = Buffer.from("${SRCDIR}/");

function holds(bytes: Uint8Array, mark: Buffer): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(mark);
}

/** Files beside the source that `#cgo` lines hand to the linker: `#cgo LDFLAGS: ${SRCDIR}/libx.a`. */
function linkedFiles(bytes: Uint8Array): readonly string[] {
  if (!holds(bytes, sourceFolder)) return [];
  const text = new TextDecoder().decode(bytes);
  return [...text.matchAll(/^[\s/*]*#cgo\b.*$/gm)].flatMap(([line]) =>
    [...line.matchAll(/\$\{SRCDIR\}\/([^\s"']+)/g)].map(([, name = ""]) => name),
  );
}

function joinName(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** Whether a pattern of `//go:embed` takes the file, by itself or with its folder. */
function isEmbedded(name: string, embeds: readonly Embed[]): boolean {
  return embeds.some(({ folder, pattern, isAll }) => {
    if (folder !== "" && !name.startsWith(`${folder}/`)) return false;
    const parts = (folder === "" ? name : name.slice(folder.length + 1)).split("/");
    return parts.some((_, index) => {
      const below = parts.slice(index + 1);
      // Below an embedded folder such names are left out.
      if (!isAll && below.some((part) => part.startsWith(".") || part.startsWith("_"))) return false;
      return matchPath(pattern, parts.slice(0, index + 1).join("/")) === true;
    });
  });
}

/** Folders with Go files that no line of modules.txt names: with a go line below 1.23 they can be imported. */
function unlistedFolders(names: readonly string[], embeds: readonly Embed[]): ReadonlySet<string> {
  const sources = names.filter((name) => name.endsWith(".go") && !isEmbedded(name, embeds));
  return new Set(sources.map((name) => splitName(name).folder));
}

function splitName(name: string): { readonly folder: string; readonly base: string } {
  const slash = name.lastIndexOf("/");
  return { folder: name.slice(0, Math.max(slash, 0)), base: name.slice(slash + 1) };
}
