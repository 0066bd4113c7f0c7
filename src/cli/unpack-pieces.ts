/** Unpacks gzip and zstd piece by piece: no more is held than what goes through, however much a small file unpacks to. */
import { createGunzip, createZstdDecompress } from "node:zlib";

/** What the packed pieces hold, in their order; throws what the unpacker says of damaged bytes. */
export async function* unpackPieces(
  pieces: AsyncIterable<Uint8Array>,
  format: "gzip" | "zstd",
): AsyncGenerator<Uint8Array> {
  const options = { chunkSize: 256 << 10 };
  const unpacker = format === "gzip" ? createGunzip(options) : createZstdDecompress(options);
  const feed = async (): Promise<void> => {
    for await (const piece of pieces) {
      // A copy: the unpacker reads ahead, and who reads a file may fill one buffer again and again.
      const isFull = !unpacker.write(piece.slice());
      if (isFull && !unpacker.destroyed)
        await new Promise((resolve) => unpacker.once("drain", resolve).once("close", resolve));
      if (unpacker.destroyed) return;
    }
    unpacker.end();
  };
  feed().catch((error) => unpacker.destroy(error));
  for await (const piece of unpacker) yield piece;
}
