/** Writes OCI layouts for tests, layer by layer from tars of the system's own tar. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";

export interface LayoutLayer {
  readonly tar: Uint8Array;
  readonly packed: "none" | "gzip" | "zstd";
}

export interface LayoutOptions {
  readonly layers: readonly LayoutLayer[];
  readonly config?: Readonly<Record<string, unknown>>;
  readonly arch?: string;
}

/** Writes a layout with one image into a folder; answers the digest of its manifest. */
export function makeLayout(folder: string, { layers, config = {}, arch = "amd64" }: LayoutOptions): string {
  const blobs = join(folder, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const add = (bytes: Uint8Array, mediaType: string) => {
    const hex = sha256(bytes);
    writeFileSync(join(blobs, hex), bytes);
    return { mediaType, digest: `sha256:${hex}`, size: bytes.length };
  };
  const media = "application/vnd.oci.image";
  const descriptors = layers.map(({ tar, packed }) => {
    const suffix = packed === "none" ? "" : `+${packed}`;
    return add(
      packed === "gzip" ? gzipSync(tar) : packed === "zstd" ? zstdCompressSync(tar) : tar,
      `${media}.layer.v1.tar${suffix}`,
    );
  });
  const document = {
    architecture: arch,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: layers.map(({ tar }) => `sha256:${sha256(tar)}`) },
  };
  const configuration = add(encode(document), `${media}.config.v1+json`);
  const manifest = {
    schemaVersion: 2,
    mediaType: `${media}.manifest.v1+json`,
    config: configuration,
    layers: descriptors,
  };
  const entry = {
    ...add(encode(manifest), manifest.mediaType),
    platform: { os: "linux", architecture: arch },
  };
  writeFileSync(join(folder, "oci-layout"), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(join(folder, "index.json"), encode({ schemaVersion: 2, manifests: [entry] }));
  return entry.digest;
}

/** A tar of a folder made by the system's tar. */
export function tarOf(folder: string, words: readonly string[] = ["--format=pax"]): Uint8Array {
  const done = Bun.spawnSync(["tar", "-C", folder, "-cf", "-", ...words, "."]);
  if (done.exitCode !== 0) throw new Error(`tar: ${done.stderr}`);
  return done.stdout;
}

function encode(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
