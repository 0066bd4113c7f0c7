/** Unpacks gzip, zstd and what zip files hold piece by piece: no more is held than what goes through, however much a small file unpacks to. */
import { createGunzip, createInflateRaw, createZstdDecompress } from "node:zlib";

const unpackers = { gzip: createGunzip, zstd: createZstdDecompress, deflate: createInflateRaw };

/** What the packed pieces hold, in their order; throws what the unpacker says of damaged bytes. */
export async function* unpackPieces(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  format: "gzip" | "zstd" | "deflate",
): AsyncGenerator<Uint8Array> {
  const unpacker = unpackers[format]({ chunkSize: 64 << 10 });
  const feed = async (): Promise<void> => {
    for await (const piece of pieces) {
      // A copy: the unpacker reads ahead, and who reads a file may fill one buffer again and again.
      const isFull = !unpacker.write(piece.slice());
      if (isFull && !unpacker.destroyed) await roomIn(unpacker);
      if (unpacker.destroyed) return;
    }
    unpacker.end();
  };
  feed().catch((error) => unpacker.destroy(error));
  for await (const piece of unpacker) yield piece;
}

/** Waits until the unpacker takes more, or is closed. */
function roomIn(unpacker: ReturnType<(typeof unpackers)[keyof typeof unpackers]>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unpacker.off("drain", done).off("close", done);
      resolve();
    };
    unpacker.on("drain", done).on("close", done);
  });
}
