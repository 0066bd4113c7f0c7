/** The two dynamic linkers of Linux and what each of them has built in. */
import type { BlobReader } from "../blob-reader.ts";

export type LoaderKind = "glibc" | "musl";

export interface Loader {
  readonly kind: LoaderKind;
  /** Folders looked into last, from the loader's own text. */
  readonly folders: readonly string[];
}

const muslFolders = ["/lib", "/usr/local/lib", "/usr/lib"];
const MAX_LOADER_BYTES = 16 * 1024 * 1024;

/** Tells a dynamic linker by what it carries; undefined for one that is neither. */
export function identifyLoader(blob: BlobReader, soname: string | undefined): Loader | undefined {
  const bytes = blob.read(0, Math.min(blob.sizeBytes, MAX_LOADER_BYTES));
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (/^ld-linux|^ld64\.so|^ld\.so/.test(soname ?? "")) return { kind: "glibc", folders: glibcFolders(text) };
  if (text.includes("musl libc")) return { kind: "musl", folders: muslFolders };
  return undefined;
}

/** glibc is compiled for its distribution's folders: a row of texts, each with a slash at its end. */
function glibcFolders(text: string): readonly string[] {
  const rows = text.match(/(?:\/[\w+.-][\w/+.-]*\/\0){2,}/g) ?? [];
  const row = rows.find((one) => one.includes("/usr/lib")) ?? "/lib64/\0/usr/lib64/\0/lib/\0/usr/lib/\0";
  return row
    .split("\0")
    .filter((folder) => folder !== "")
    .map((folder) => folder.slice(0, -1));
}

/** The folders of a musl path file (`/etc/ld-musl-x86_64.path`): lines or colons part them. */
export function parseMuslPath(text: string): readonly string[] {
  return text.split(/[:\n]/).filter((folder) => folder !== "");
}

/** Where musl's loader looks for its path file, which stands by the loader's own prefix. */
export function muslPathFile(interpreter: string): string | undefined {
  const [, prefix = "", arch] = /^(.*?)\/?[^/]*\/ld-musl-([^/]+)\.so\.1$/.exec(interpreter) ?? [];
  return arch === undefined ? undefined : `${prefix}/etc/ld-musl-${arch}.path`;
}
