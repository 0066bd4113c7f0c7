/** Bytes that can be read anywhere: a file, a part of one, or memory. */
export interface BlobReader {
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Uint8Array;
}

/** A blob whose bytes are in memory. */
export function memoryBlob(bytes: Uint8Array): BlobReader {
  return {
    sizeBytes: bytes.length,
    read: (offset, length) =>
      offset < 0 ? new Uint8Array() : bytes.subarray(offset, Math.max(offset, offset + length)),
  };
}

/** A part of a blob, clipped to the blob's own end. */
export function partOfBlob(blob: BlobReader, start: number, length: number): BlobReader {
  const sizeBytes = Math.max(0, Math.min(length, blob.sizeBytes - start));
  return {
    sizeBytes,
    read: (offset, wanted) =>
      offset < 0 || offset >= sizeBytes
        ? new Uint8Array()
        : blob.read(start + offset, Math.min(wanted, sizeBytes - offset)),
  };
}
