import { type BlobReader, memoryBlob, partOfBlob } from "../blob-reader.ts";
import type { RootEntry, RootView } from "../root/root-view.ts";
import { ImageProblem } from "./image-problem.ts";
import { type ImageNode, ImageTree } from "./image-tree.ts";
import { compressionOf, unpackedStream } from "./layer-stream.ts";
import type { Image, ImageLayer } from "./read-image.ts";
import { readTarEntries } from "./tar-entries.ts";

/** A tar of nothing but names is the other kind of bomb: each costs us memory. */
const FREE_ENTRIES = 20_000;
const BYTES_PER_ENTRY = 700;

/** Where the bytes of a file go while its layer is unpacked. */
export interface Keep {
  write(piece: Uint8Array): void;
  /** The bytes that were written. */
  blob(): BlobReader;
}

/**
 * Reads every layer once, checks its digests, and answers the merged root file system; throws ImageProblem. `keep`
 * says where files go that are asked for: memory, unless told otherwise.
 */
export async function readImageRoot(
  { layers }: Image,
  keep: (sizeBytes: number) => Keep = keepInMemory,
): Promise<RootView> {
  const tree = new ImageTree();
  const packedBytes = layers.reduce((sum, { blob }) => sum + blob.sizeBytes, 0);
  const maxEntries = FREE_ENTRIES + packedBytes / BYTES_PER_ENTRY;
  for (const [position, layer] of layers.entries()) {
    await named(position, async () => {
      await readTarEntries(unpackedStream(layer.blob, {}, layer), (entry) => {
        if (tree.count > maxEntries)
          throw new ImageProblem(
            `refused: more than ${Math.floor(maxEntries)} files in ${packedBytes} bytes`,
          );
        tree.apply(entry, position);
        return "skip";
      });
    });
  }
  return rootOf(tree, layers, keep);
}

async function named(position: number, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ImageProblem) throw new ImageProblem(`layer ${position + 1}: ${error.message}`);
    throw error;
  }
}

function rootOf(tree: ImageTree, layers: readonly ImageLayer[], keep: (sizeBytes: number) => Keep): RootView {
  const found = (path: string): { path: string; node: ImageNode } | undefined => {
    const real = tree.real(path);
    const node = real === undefined ? undefined : tree.node(real);
    return real !== undefined && node && node.kind !== "link" ? { path: real, node } : undefined;
  };
  const entryAt = (path: string): RootEntry | undefined => {
    const node = tree.node(path);
    if (!node) return undefined;
    const { kind, mode, uid, gid, sizeBytes } = node;
    return { path, kind: kind === "link" ? "other" : kind, mode, uid, gid, sizeBytes };
  };
  return {
    find: (path) => {
      const real = tree.real(path);
      return real === undefined ? undefined : entryAt(real);
    },
    walk: (path) => {
      const { path: real, failure, searched } = tree.walk(path);
      const entry = real === undefined ? undefined : entryAt(real);
      return { entry, failure, searched: searched.flatMap((folder) => entryAt(folder) ?? []) };
    },
    list: (path) => [...(found(path)?.node.children?.keys() ?? [])],
    read: async (paths, maxBytes) => {
      const wanted = new Map<string, ImageNode>();
      for (const path of paths) {
        const node = found(path)?.node;
        if (node?.kind === "file" && node.sizeBytes <= maxBytes) wanted.set(path, node);
      }
      const contents = await readContents(new Set(wanted.values()), layers, keep);
      const blobs = new Map<string, BlobReader>();
      for (const [path, node] of wanted) {
        const blob = contents.get(node);
        if (blob) blobs.set(path, blob);
      }
      return blobs;
    },
  };
}

async function readContents(
  nodes: ReadonlySet<ImageNode>,
  layers: readonly ImageLayer[],
  keep: (sizeBytes: number) => Keep,
): Promise<ReadonlyMap<ImageNode, BlobReader>> {
  const contents = new Map<ImageNode, BlobReader>();
  for (const [position, { blob }] of layers.entries()) {
    const here = [...nodes].filter(({ layer }) => layer === position);
    if (here.length === 0) continue;
    if (compressionOf(blob) === "none") {
      for (const node of here) contents.set(node, partOfBlob(blob, node.offset, node.sizeBytes));
      continue;
    }
    const byOffset = new Map(here.map((node) => [node.offset, node]));
    const kept = new Map<ImageNode, Keep>();
    await readTarEntries(unpackedStream(blob), ({ offset, sizeBytes, kind }) => {
      if (byOffset.size === 0) return "stop";
      const node = kind === "file" ? byOffset.get(offset) : undefined;
      if (!node) return "skip";
      byOffset.delete(offset);
      const into = keep(sizeBytes);
      kept.set(node, into);
      return (piece) => into.write(piece);
    });
    for (const [node, into] of kept) contents.set(node, into.blob());
  }
  return contents;
}

/** Keeps a file's bytes in memory. */
export function keepInMemory(sizeBytes: number): Keep {
  const bytes = new Uint8Array(sizeBytes);
  let filled = 0;
  return {
    write: (piece) => {
      bytes.set(piece, filled);
      filled += piece.length;
    },
    blob: () => memoryBlob(bytes),
  };
}
