/** The bytes of a layer as a tar: plain, gzip or zstd, told apart by their first bytes. */
import { createHash } from "node:crypto";
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import type { BlobReader } from "../blob-reader.ts";
import { ImageProblem } from "./image-problem.ts";

const CHUNK_BYTES = 64 * 1024;
/** Nobody packs a layer tighter than this; a bomb does. */
const MAX_RATIO = 200;
const FREE_BYTES = 256 * 1024 * 1024;
/** 32 MB: what every level but the two slowest of zstd needs. */
const MAX_ZSTD_WINDOW_LOG = 25;

export type Compression = "none" | "gzip" | "zstd";

/** How a blob is packed. */
export function compressionOf(blob: BlobReader): Compression {
  const [a, b, c, d] = blob.read(0, 4);
  if (a === 0x1f && b === 0x8b) return "gzip";
  return a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd ? "zstd" : "none";
}

/** Digests of a blob, filled in while its stream is read to the end. */
export interface StreamDigests {
  packed?: string;
  plain?: string;
}

/** The unpacked bytes of a blob. Throws ImageProblem for damage and for bombs. */
export async function* unpackedStream(blob: BlobReader, digests?: StreamDigests): AsyncGenerator<Uint8Array> {
  const packed = digests && createHash("sha256");
  const plain = digests && createHash("sha256");
  const compression = compressionOf(blob);
  const chunks = chunksOf(blob, (chunk) => packed?.update(chunk));
  const limit = FREE_BYTES + blob.sizeBytes * MAX_RATIO;
  let total = 0;
  for await (const chunk of compression === "none" ? chunks : inflated(chunks, compression)) {
    total += chunk.length;
    if (total > limit) {
      throw new ImageProblem(
        `refused: ${blob.sizeBytes} bytes unpack to more than ${limit}, as no layer does that was not made to`,
      );
    }
    plain?.update(chunk);
    yield chunk;
  }
  if (digests && packed && plain) {
    digests.packed = `sha256:${packed.digest("hex")}`;
    digests.plain = `sha256:${plain.digest("hex")}`;
  }
}

function* chunksOf(blob: BlobReader, see: (chunk: Uint8Array) => void): Generator<Uint8Array> {
  for (let at = 0; at < blob.sizeBytes; at += CHUNK_BYTES) {
    const chunk = blob.read(at, CHUNK_BYTES);
    if (chunk.length === 0) return;
    see(chunk);
    yield chunk;
  }
}

async function* inflated(
  chunks: Iterable<Uint8Array>,
  compression: "gzip" | "zstd",
): AsyncGenerator<Uint8Array> {
  const stream =
    compression === "gzip"
      ? createGunzip({ chunkSize: CHUNK_BYTES })
      : createZstdDecompress({
          chunkSize: CHUNK_BYTES,
          params: { [constants.ZSTD_d_windowLogMax]: MAX_ZSTD_WINDOW_LOG },
        });
  const feed = async (): Promise<void> => {
    for (const chunk of chunks) {
      if (stream.destroyed) return;
      if (!stream.write(chunk)) await new Promise<void>((resolve) => stream.once("drain", resolve));
    }
    stream.end();
  };
  try {
    void feed();
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw new ImageProblem(`${compression}: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    stream.destroy();
  }
}
