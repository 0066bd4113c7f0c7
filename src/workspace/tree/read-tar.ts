/** Reads tar files from bytes: ustar, pax and GNU long names. https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html */
import { type ArchiveMember, mostArchiveFiles } from "./archive-error.ts";

const block = 512;
const decoder = new TextDecoder("utf-8");

/** The files of a tar; throws an Error whose message completes "Cannot read archive: …". */
export function readTar(bytes: Uint8Array): readonly ArchiveMember[] {
  const members: ArchiveMember[] = [];
  const contents = new Map<string, Uint8Array>();
  let extra: Extra = {};
  let at = 0;
  while (at + block <= bytes.length) {
    const header = bytes.subarray(at, at + block);
    if (header.every((byte) => byte === 0)) return members;
    checkSum(header);
    const type = String.fromCharCode(header[156] ?? 0);
    const sizeBytes = extra.size ?? readNumber(header, 124, 12);
    const content = bytes.subarray(at + block, at + block + sizeBytes);
    if (content.length !== sizeBytes) throw new Error("it is cut off");
    at += block + Math.ceil(sizeBytes / block) * block;

    const read = readExtra(type, content, extra);
    if (read) {
      extra = read;
      continue;
    }
    const path = extra.path ?? readName(header);
    const target = extra.linkpath ?? readText(header, 157, 100);
    extra = {};
    const member = createMember({ type, path, target, content, contents, mode: readNumber(header, 100, 8) });
    if (member) members.push(member);
    if (members.length > mostArchiveFiles) throw new Error(`it has more than ${mostArchiveFiles} files`);
  }
  // Some writers leave the two empty blocks at the end out.
  if (members.length === 0) throw new Error("it is not a tar file, or is cut off");
  return members;
}

/** What earlier blocks say about the next file. */
interface Extra {
  readonly path?: string;
  readonly linkpath?: string;
  readonly size?: number;
}

/** The extra facts with those of this block, undefined when the block is a file itself. */
function readExtra(type: string, content: Uint8Array, known: Extra): Extra | undefined {
  if (type === "L") return { ...known, path: readText(content, 0, content.length) };
  if (type === "K") return { ...known, linkpath: readText(content, 0, content.length) };
  if (type === "x") return { ...known, ...readPax(content) };
  // Global facts (the commit, in archives that git makes) say nothing about names.
  return type === "g" ? known : undefined;
}

/** Lines of the form `LENGTH KEY=VALUE`, where the length counts the whole line. */
function readPax(content: Uint8Array): Extra {
  const facts: Record<string, string> = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(decoder.decode(content.subarray(at, space)));
    if (space < 0 || !Number.isInteger(length) || length <= space - at || at + length > content.length)
      throw new Error("a pax header in it is damaged");
    const line = decoder.decode(content.subarray(space + 1, at + length - 1));
    const equals = line.indexOf("=");
    if (equals > 0) facts[line.slice(0, equals)] = line.slice(equals + 1);
    at += length;
  }
  const size = facts.size === undefined ? undefined : Number(facts.size);
  if (size !== undefined && !(Number.isSafeInteger(size) && size >= 0))
    throw new Error("a pax header in it is damaged");
  return {
    ...(facts.path === undefined ? {} : { path: facts.path }),
    ...(facts.linkpath === undefined ? {} : { linkpath: facts.linkpath }),
    ...(size === undefined ? {} : { size }),
  };
}

function createMember(parts: {
  type: string;
  path: string;
  target: string;
  content: Uint8Array;
  contents: Map<string, Uint8Array>;
  mode: number;
}): ArchiveMember | undefined {
  const { type, path, target, contents } = parts;
  if (type === "2") {
    const sizeBytes = Buffer.byteLength(target);
    return { path, sizeBytes, isExecutable: false, linkTarget: target, open: () => new Uint8Array() };
  }
  // A hard link is a second name of a file that stands before it.
  const content = type === "1" ? contents.get(target) : parts.content;
  const isFile = type === "0" || type === "\0" || type === "7" || type === "1";
  if (!isFile || path.endsWith("/")) return undefined;
  if (!content) throw new Error(`its hard link "${path}" leads to a file that does not stand before it`);
  contents.set(path, content);
  const isExecutable = (parts.mode & 0o111) !== 0;
  return { path, sizeBytes: content.length, isExecutable, linkTarget: undefined, open: () => content };
}

function checkSum(header: Uint8Array): void {
  let sum = 0;
  for (let at = 0; at < block; at++) sum += at >= 148 && at < 156 ? 0x20 : (header[at] ?? 0);
  if (sum !== readNumber(header, 148, 8))
    throw new Error("it is not a tar file, or a header in it is damaged");
}

function readName(header: Uint8Array): string {
  const name = readText(header, 0, 100);
  const isUstar = readText(header, 257, 6) === "ustar";
  const start = isUstar ? readText(header, 345, 155) : "";
  return start === "" ? name : `${start}/${name}`;
}

function readText(bytes: Uint8Array, at: number, length: number): string {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return decoder.decode(end < 0 ? field : field.subarray(0, end));
}

/** Octal digits, or a big-endian number when the first bit is set (GNU). */
function readNumber(header: Uint8Array, at: number, length: number): number {
  const first = header[at] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let index = at + 1; index < at + length; index++) value = value * 256 + (header[index] ?? 0);
    if (!Number.isSafeInteger(value)) throw new Error("a header in it is damaged");
    return value;
  }
  const digits = readText(header, at, length).trim();
  if (!/^[0-7]*$/.test(digits)) throw new Error("it is not a tar file, or a header in it is damaged");
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}
