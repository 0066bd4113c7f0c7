/** One entry of a tar. Paths have neither a slash in front nor one at the end. */
export type TarEntry = TarFolder | TarFile | TarLink;

interface TarFolder {
  readonly kind: "folder";
  readonly path: string;
  readonly mode: number;
  /** Number of user and group; 0 without it. */
  readonly owner?: number;
}

interface TarFile {
  readonly kind: "file";
  readonly path: string;
  readonly mode: number;
  readonly bytes: Uint8Array;
}

interface TarLink {
  readonly kind: "link";
  readonly path: string;
  readonly target: string;
}

const block = 512;
const types = { file: "0", link: "2", folder: "5" } as const;

/**
 * A tar of these entries in the format ustar: sorted by path, every time 1970, no names of users. Equal entries give
 * equal bytes. Folders that only paths name are written too, before what is in them.
 */
export function writeTar(entries: readonly TarEntry[]): Uint8Array {
  const byPath = new Map<string, TarEntry>();
  for (const entry of entries) {
    for (const path of foldersOf(entry.path))
      if (!byPath.has(path)) byPath.set(path, { kind: "folder", path, mode: 0o755 });
    const before = byPath.get(entry.path);
    if (before !== undefined && before.kind !== "folder")
      throw new RangeError(`Two entries of a tar have one path: ${entry.path}`);
    byPath.set(entry.path, entry);
  }
  const parts: Uint8Array[] = [];
  for (const entry of [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    parts.push(headerOf(entry));
    if (entry.kind !== "file") continue;
    parts.push(entry.bytes, new Uint8Array((block - (entry.bytes.length % block)) % block));
  }
  parts.push(new Uint8Array(2 * block));
  return Buffer.concat(parts);
}

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function headerOf(entry: TarEntry): Uint8Array {
  const header = Buffer.alloc(block);
  const { prefix, name } = split(entry.kind === "folder" ? `${entry.path}/` : entry.path);
  const owner = octal(entry.kind === "folder" ? (entry.owner ?? 0) : 0, 7);
  const target = entry.kind === "link" ? entry.target : "";
  if (Buffer.byteLength(target) > 100) throw new RangeError(`Too long for a tar: ${target}`);
  header.write(name, 0);
  header.write(octal(entry.kind === "link" ? 0o777 : entry.mode, 7), 100);
  header.write(owner, 108);
  header.write(owner, 116);
  header.write(octal(entry.kind === "file" ? entry.bytes.length : 0, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(types[entry.kind], 156);
  header.write(target, 157);
  header.write("ustar\x0000", 257);
  header.write(prefix, 345);
  // The sum is taken with blanks where it will stand.
  header.fill(" ", 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/** ustar keeps a long path in two fields, parted at a slash. */
function split(path: string): { readonly prefix: string; readonly name: string } {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  for (let at = path.indexOf("/"); at > 0; at = path.indexOf("/", at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name !== "" && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155)
      return { prefix, name };
  }
  throw new RangeError(`Too long for a tar: ${path}`);
}

function octal(value: number, digits: number): string {
  const text = value.toString(8).padStart(digits, "0");
  if (text.length > digits) throw new RangeError(`Too large for a tar: ${value}`);
  return text;
}
