/** Makes zips by hand, so that tests can have what no writer writes: doubled names, wrong sizes, folders. */
import { crc32, deflateRawSync } from "node:zlib";

/** One entry of a zip; what is not given is as it should be. */
export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly isPacked?: boolean;
  /** What the directory says. */
  readonly sizeBytes?: number;
  readonly checksum?: number;
  readonly method?: number;
}

/** A zip of these entries in this order; `isLarge` adds the zip64 record that zips of many files have. */
export function zipEntries(entries: readonly ZipEntry[], { isLarge = false } = {}): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, isPacked = false, ...said } of entries) {
    const content = isPacked ? deflateRawSync(bytes) : Buffer.from(bytes);
    const nameBytes = Buffer.from(name);
    // Version, flags, method, time, date, checksum, packed size, size, length of the name, length of what follows it.
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(said.method ?? (isPacked ? 8 : 0), 4);
    fields.writeUInt32LE(said.checksum ?? crc32(bytes), 10);
    fields.writeUInt32LE(content.length, 14);
    fields.writeUInt32LE(said.sizeBytes ?? bytes.length, 18);
    fields.writeUInt16LE(nameBytes.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const body = Buffer.concat([Buffer.from("PK\x03\x04"), fields, nameBytes, content]);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), fields, place, nameBytes]));
    bodies.push(body);
    offset += body.length;
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(isLarge ? 0xffff : entries.length & 0xffff, 8);
  end.writeUInt16LE(isLarge ? 0xffff : entries.length & 0xffff, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(isLarge ? 0xffffffff : offset, 16);
  const large = isLarge ? largeRecord(entries.length, directoryBytes.length, offset) : Buffer.alloc(0);
  return new Uint8Array(Buffer.concat([...bodies, directoryBytes, large, end]));
}

function largeRecord(count: number, directoryBytes: number, start: number): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(directoryBytes), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  locator.writeBigUInt64LE(BigInt(start + directoryBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
