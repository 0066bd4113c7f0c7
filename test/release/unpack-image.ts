import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

export interface UnpackedImage {
  readonly architecture: string;
  /** Folder with the files of all layers. */
  readonly root: string;
  /** `config` of the image's configuration. */
  readonly config: ImageConfig;
  /** Bytes of the layers as they are downloaded. */
  readonly layerBytes: number;
}

export interface ImageConfig {
  readonly User: string;
  readonly Env: readonly string[];
  readonly Entrypoint: readonly string[];
  readonly Cmd: readonly string[];
  readonly WorkingDir: string;
  readonly Labels: Readonly<Record<string, string>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly platform?: { readonly architecture: string; readonly os: string };
}

/**
 * Unpacks the images of an OCI layout into `target`, as an engine would: from index.json by digests, each of which is
 * verified; throws where something is not as it says. `layout` is the folder of the layout.
 */
export function unpackImages(layout: string, target: string): readonly UnpackedImage[] {
  const blob = ({ digest, size }: Descriptor): Buffer => {
    const [algorithm = "", hash = ""] = digest.split(":");
    const bytes = readFileSync(join(layout, "blobs", algorithm, hash));
    if (bytes.length !== size) throw new Error(`${digest} has ${bytes.length} bytes instead of ${size}`);
    if (sha256(bytes) !== digest) throw new Error(`${digest} is ${sha256(bytes)}`);
    return bytes;
  };
  const [top, ...others] = json(readFileSync(join(layout, "index.json"))).manifests;
  if (top === undefined || others.length > 0) throw new Error("The layout does not hold one image");
  return json(blob(top)).manifests.map((descriptor) => {
    const manifest = json(blob(descriptor));
    const configuration = JSON.parse(blob(manifest.config).toString());
    const { architecture, os } = descriptor.platform ?? {};
    if (configuration.os !== os || configuration.architecture !== architecture)
      throw new Error(`The configuration for ${os}/${architecture} is for another platform`);
    const root = join(target, architecture ?? "");
    mkdirSync(root, { recursive: true });
    manifest.layers.forEach((layer, index) => {
      const tar = gunzipSync(blob(layer));
      if (sha256(tar) !== configuration.rootfs.diff_ids[index])
        throw new Error(`Layer ${index} for ${architecture} is not the one that its configuration names`);
      unpackTar(tar, root);
    });
    const layerBytes = manifest.layers.reduce((total, { size }) => total + size, 0);
    return { architecture: architecture ?? "", root, config: configuration.config, layerBytes };
  });
}

/** Unpacks a tar with the tar of this machine, owners included where that is allowed. */
export function unpackTar(bytes: Uint8Array, folder: string): void {
  const file = `${folder}.tar`;
  writeFileSync(file, bytes);
  const done = Bun.spawnSync(["tar", "-xpf", file, "-C", folder]);
  if (done.exitCode !== 0) throw new Error(`tar cannot unpack: ${done.stderr}`);
}

function json(bytes: Buffer): {
  readonly manifests: readonly Descriptor[];
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
} {
  return JSON.parse(bytes.toString());
}

function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
