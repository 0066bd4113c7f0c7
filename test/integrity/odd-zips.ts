/** Zips that two readers may read differently: two directories, zip64 records, junk before and behind, wrong sizes. */
import { crc32, deflateRawSync } from "node:zlib";
import type { Random } from "./tamper.ts";

/** A zip of some files, odd in as many places as chance has it. */
export function makeOddZip(random: Random): Uint8Array {
  const parts = Array.from({ length: 1 + below(random, 4) }, (_, index) => makePart(random, index));
  const front = chance(random, 0.2) ? noise(random, 1 + below(random, 60)) : Buffer.alloc(0);
  // What lies in front is counted by some writers and not by others.
  let offset = chance(random, 0.5) ? front.length : 0;
  const bodies: Buffer[] = [front];
  const directory: Buffer[] = [];
  for (const { body, header } of parts) {
    header.writeUInt32LE(chance(random, 0.03) ? 0xffffffff : offset, 42);
    directory.push(header);
    bodies.push(body);
    offset += body.length;
  }
  const first = Buffer.concat(chance(random, 0.3) ? directory.slice(1) : directory);
  const second = Buffer.concat(directory.toReversed());
  const isDouble = chance(random, 0.4);
  const counts = { one: chance(random, 0.3) ? parts.length - 1 : parts.length, two: parts.length };
  const rest = isDouble
    ? doubled({ first, second, counts, offset, random })
    : [first, makeEnd({ random, count: parts.length, size: first.length, start: offset, end: offset })];
  const whole = Buffer.concat([...bodies, ...rest, tail(random)]);
  return damaged(random, whole);
}

interface Part {
  readonly body: Buffer;
  readonly header: Buffer;
}

const names = ["a.go", "b/c.go", "b/", "\ufeffa.go", "\u00e9.go", ""];

function makePart(random: Random, index: number): Part {
  const name = Buffer.from(chance(random, 0.8) ? `f${index}.go` : (names[below(random, names.length)] ?? ""));
  const content = Buffer.from("x".repeat(below(random, 40)) + index);
  const isPacked = chance(random, 0.5);
  const packed = isPacked ? deflateRawSync(content) : content;
  const stored = chance(random, 0.05) ? Buffer.concat([packed, Buffer.from("more")]) : packed;
  const checksum = chance(random, 0.1) ? 0 : chance(random, 0.05) ? 7 : crc32(content);
  const size = chance(random, 0.05) ? content.length + 1 : content.length;
  const hasDescriptor = chance(random, 0.3);
  const flags = (hasDescriptor ? 8 : 0) | (chance(random, 0.05) ? 1 : 0);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(chance(random, 0.02) ? 1 : 0x04034b50, 0);
  local.writeUInt16LE(name.length, 26);
  const isLarge = chance(random, 0.2);
  const extra = isLarge ? largeField(random, size, stored.length) : Buffer.alloc(0);
  const comment = chance(random, 0.1) ? noise(random, below(random, 9)) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(chance(random, 0.1) ? 0x314 : 0, 4);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(chance(random, 0.02) ? 12 : isPacked ? 8 : 0, 10);
  header.writeUInt32LE(checksum, 16);
  header.writeUInt32LE(isLarge ? 0xffffffff : stored.length + (chance(random, 0.03) ? 9 : 0), 20);
  header.writeUInt32LE(isLarge && chance(random, 0.9) ? 0xffffffff : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt16LE(comment.length, 32);
  header.writeUInt32LE(chance(random, 0.1) ? 0xa1ff0000 : 0, 38);
  return {
    body: Buffer.concat([
      local,
      name,
      stored,
      hasDescriptor ? descriptor(random, checksum) : Buffer.alloc(0),
    ]),
    header: Buffer.concat([header, name, extra, comment]),
  };
}

function largeField(random: Random, size: number, packed: number): Buffer {
  const field = Buffer.alloc(4 + 16);
  field.writeUInt16LE(chance(random, 0.9) ? 1 : 2, 0);
  field.writeUInt16LE(chance(random, 0.9) ? 16 : 8, 2);
  field.writeBigUInt64LE(BigInt(size), 4);
  field.writeBigUInt64LE(BigInt(packed), 12);
  return field;
}

function descriptor(random: Random, checksum: number): Buffer {
  const bytes = Buffer.alloc(16);
  const at = chance(random, 0.5) ? 4 : 0;
  if (at === 4) bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(chance(random, 0.1) ? 3 : checksum, at);
  return bytes.subarray(0, at + 12);
}

/** Two directories: which one counts is said in two ways. */
function doubled(zip: {
  readonly first: Buffer;
  readonly second: Buffer;
  readonly counts: { readonly one: number; readonly two: number };
  readonly offset: number;
  readonly random: Random;
}): readonly Buffer[] {
  const { first, second, counts, offset, random } = zip;
  const one = makeEnd({ random, count: counts.one, size: first.length, start: offset, end: offset });
  if (chance(random, 0.5)) {
    const start = offset + first.length + one.length;
    return [
      first,
      one,
      second,
      makeEnd({ random, count: counts.two, size: second.length, start, end: start }),
    ];
  }
  const start = offset + first.length;
  const place = start + second.length;
  const large = largeEnd({ random, count: counts.two, size: second.length, start, place });
  const triggers = below(random, 4);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(triggers === 0 ? 0xffff : counts.one, 10);
  end.writeUInt32LE(triggers === 1 ? 0xffff : triggers === 3 ? 0xffffffff : first.length, 12);
  end.writeUInt32LE(triggers === 2 ? 0xffffffff : offset, 16);
  return [first, second, large, end];
}

interface End {
  readonly random: Random;
  readonly count: number;
  readonly size: number;
  readonly start: number;
  /** Where the directory lies. */
  readonly end: number;
}

function makeEnd({ random, count, size, start, end: place }: End): Buffer {
  const isLarge = chance(random, 0.15);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(isLarge ? 0xffff : chance(random, 0.05) ? count + 1 : count, 10);
  end.writeUInt32LE(chance(random, 0.05) ? size + 3 : size, 12);
  end.writeUInt32LE(isLarge ? 0xffffffff : chance(random, 0.05) ? start + 1 : start, 16);
  return isLarge ? Buffer.concat([largeEnd({ random, count, size, start, place: place + size }), end]) : end;
}

/** The zip64 record with the locator behind it. */
function largeEnd(large: {
  readonly random: Random;
  readonly count: number;
  readonly size: number;
  readonly start: number;
  readonly place: number;
}): Buffer {
  const { random, count, size, start, place } = large;
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count + (chance(random, 0.05) ? 65_536 : 0)), 32);
  record.writeBigUInt64LE(chance(random, 0.03) ? 0xffff_ffff_ffff_fff0n : BigInt(size), 40);
  record.writeBigUInt64LE(chance(random, 0.03) ? 0x7fff_ffff_ffff_fff0n : BigInt(start), 48);
  record.writeUInt32LE(chance(random, 0.95) ? 0x07064b50 : 0, 56);
  record.writeUInt32LE(chance(random, 0.95) ? 0 : 1, 60);
  record.writeBigUInt64LE(BigInt(place), 64);
  record.writeUInt32LE(chance(random, 0.95) ? 1 : 0, 72);
  return record;
}

function tail(random: Random): Buffer {
  const kind = below(random, 8);
  if (kind === 0) return Buffer.from("\n");
  if (kind === 1) return noise(random, below(random, 2000));
  if (kind === 2) return Buffer.from(`PK\x05\x06${"\0".repeat(below(random, 30))}`, "latin1");
  return Buffer.alloc(0);
}

function damaged(random: Random, zip: Buffer): Uint8Array {
  if (chance(random, 0.1)) return new Uint8Array(zip.subarray(0, below(random, zip.length)));
  if (chance(random, 0.1)) zip[below(random, zip.length)] = below(random, 256);
  return new Uint8Array(zip);
}

function noise(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => below(random, 256)));
}

function below(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

function chance(random: Random, share: number): boolean {
  return random() < share;
}
