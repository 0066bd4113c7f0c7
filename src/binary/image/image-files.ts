import type { BlobReader } from "../blob-reader.ts";

/** The files that an image is stored as: a layout's folder, an archive's members, or what a registry sent. */
export interface ImageFiles {
  /** A file by its path in the layout (`index.json`, `blobs/sha256/…`); undefined where there is none. */
  open(path: string): Promise<BlobReader | undefined>;
}
