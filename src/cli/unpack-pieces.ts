/** Unpacks gzip and zstd piece by piece: no more is held than what goes through, however much a small file unpacks to. */
import { pipeline, Readable } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";

/** What the packed pieces hold, in their order; throws what the unpacker says of damaged bytes. */
export async function* unpackPieces(
  pieces: AsyncIterable<Uint8Array>,
  format: "gzip" | "zstd",
): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: 256 << 10 };
  const unpacker = format === "gzip" ? createGunzip(options) : createZstdDecompress(options);
  // An error of either side ends the unpacker, and is thrown to who reads it.
  pipeline(Readable.from(copies(pieces)), unpacker, () => undefined);
  for await (const piece of unpacker) yield piece;
}

/** The unpacker reads ahead, and who reads a file may fill one buffer again and again. */
async function* copies(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield piece.slice();
}
