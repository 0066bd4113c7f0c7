/** The bytes of a layer as a tar: plain, gzip or zstd, told apart by their first bytes. */
import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import type { BlobReader } from "../blob-reader.ts";
import { createDigest } from "../digest.ts";
import { digestAlgorithm } from "./digest-name.ts";
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

/** What a blob and its unpacked bytes are said to be. */
export interface NamedDigests {
  readonly digest: string | undefined;
  readonly diffId: string | undefined;
}

/** Digests of a blob by sha256, filled in while its stream is read to the end. */
export interface StreamDigests {
  packed?: string;
  plain?: string;
}

/**
 * The unpacked bytes of a blob. Throws ImageProblem for damage, for bombs, and at the end for bytes that are not what they
 * are said to be.
 */
export async function* unpackedStream(
  blob: BlobReader,
  digests?: StreamDigests,
  named: NamedDigests = { digest: undefined, diffId: undefined },
): AsyncGenerator<Uint8Array> {
  const packed = digests && createDigests(named.digest);
  const plain = digests && createDigests(named.diffId);
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
  if (!digests || !packed || !plain) return;
  const [isPacked, isPlain] = [packed.end(), plain.end()];
  if (named.digest !== undefined && named.digest !== isPacked.named)
    throw new ImageProblem(`its bytes have ${isPacked.named}, the manifest names ${named.digest}`);
  if (named.diffId !== undefined && named.diffId !== isPlain.named)
    throw new ImageProblem(`unpacked it has ${isPlain.named}, the configuration names ${named.diffId}`);
  digests.packed = isPacked.sha256;
  digests.plain = isPlain.sha256;
}

interface Digests {
  update(bytes: Uint8Array): void;
  /** By sha256, and by what the name asks for. */
  end(): { readonly sha256: string; readonly named: string };
}

function createDigests(name: string | undefined): Digests {
  const sha256 = createDigest("sha256");
  const algorithm = name === undefined ? "sha256" : digestAlgorithm(name);
  const other = algorithm === "sha256" ? undefined : createDigest(algorithm);
  return {
    update: (bytes) => {
      sha256.update(bytes);
      other?.update(bytes);
    },
    end: () => {
      const plain = `sha256:${sha256.hex()}`;
      return { sha256: plain, named: other ? `${algorithm}:${other.hex()}` : plain };
    },
  };
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
