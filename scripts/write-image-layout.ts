/**
 * Writes container images as an OCI layout, without an engine. https://github.com/opencontainers/image-spec (1.1):
 * image-layout.md, image-index.md, manifest.md, config.md.
 */
import { createHash } from "node:crypto";
import { constants, gzipSync } from "node:zlib";
import { type TarEntry, writeTar } from "./write-tar.ts";

export interface Image {
  readonly architecture: "amd64" | "arm64";
  /** From the lowest up; what changes least comes first, so that a registry and a machine keep it. */
  readonly layers: readonly (readonly TarEntry[])[];
  /** `config` of the image's configuration. */
  readonly config: Readonly<Record<string, unknown>>;
}

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly [more: string]: unknown;
}

const media = "application/vnd.oci.image";

/**
 * A tar with the layout of one image for several platforms. `name` and `tag` are what engines will call it; for those
 * that read no index it also has the file of `docker save`: one image for each platform, the architecture behind the tag.
 */
export function writeImageLayout(options: {
  readonly images: readonly Image[];
  readonly name: string;
  readonly tag: string;
  readonly created: Date;
  readonly about: Readonly<Record<string, string>>;
}): { readonly layout: Uint8Array; readonly sizes: ReadonlyMap<string, number> } {
  const { name, tag } = options;
  const created = options.created.toISOString().replace(/\.\d+Z$/, "Z");
  const annotations = { ...options.about, "org.opencontainers.image.created": created };
  const blobs = new Map<string, Uint8Array>();
  const add = (mediaType: string, content: Uint8Array | object): Descriptor => {
    const bytes = content instanceof Uint8Array ? content : new TextEncoder().encode(JSON.stringify(content));
    const sha256 = sum(bytes);
    blobs.set(`blobs/sha256/${sha256}`, bytes);
    return { mediaType, digest: `sha256:${sha256}`, size: bytes.length };
  };

  const forDocker: object[] = [];
  const sizes = new Map<string, number>();
  const manifests = options.images.map(({ architecture, layers, config }) => {
    const platform = { architecture, os: "linux", ...(architecture === "arm64" ? { variant: "v8" } : {}) };
    const written = layers.map((entries) => {
      const tar = writeTar(entries);
      // zlib writes neither a name nor a time.
      const compressed = gzipSync(tar, { level: constants.Z_BEST_COMPRESSION });
      return { plain: `sha256:${sum(tar)}`, descriptor: add(`${media}.layer.v1.tar+gzip`, compressed) };
    });
    const configuration = add(`${media}.config.v1+json`, {
      created,
      ...platform,
      config,
      rootfs: { type: "layers", diff_ids: written.map(({ plain }) => plain) },
      history: written.map(() => ({ created, created_by: "scripts/build-image.ts" })),
    });
    const descriptors = written.map(({ descriptor }) => descriptor);
    const manifest = add(`${media}.manifest.v1+json`, {
      schemaVersion: 2,
      mediaType: `${media}.manifest.v1+json`,
      config: configuration,
      layers: descriptors,
      annotations,
    });
    forDocker.push({
      Config: blobOf(configuration),
      RepoTags: [`${name}:${tag}-${architecture}`],
      Layers: descriptors.map(blobOf),
    });
    sizes.set(
      architecture,
      descriptors.reduce((total, { size }) => total + size, 0),
    );
    return { ...manifest, platform };
  });
  const index = add(`${media}.index.v1+json`, {
    schemaVersion: 2,
    mediaType: `${media}.index.v1+json`,
    manifests,
    annotations,
  });

  const top = {
    schemaVersion: 2,
    mediaType: `${media}.index.v1+json`,
    manifests: [
      {
        ...index,
        annotations: {
          "io.containerd.image.name": `${name}:${tag}`,
          "org.opencontainers.image.ref.name": tag,
        },
      },
    ],
  };
  const files = new Map<string, Uint8Array>(blobs);
  for (const [path, content] of [
    ["oci-layout", { imageLayoutVersion: "1.0.0" }],
    ["index.json", top],
    ["manifest.json", forDocker],
  ] as const)
    files.set(path, new TextEncoder().encode(JSON.stringify(content)));
  const layout = writeTar(
    [...files].map(([path, bytes]) => ({ kind: "file", path, mode: 0o644, bytes }) as const),
  );
  return { layout, sizes };
}

function blobOf({ digest }: Descriptor): string {
  return `blobs/${digest.replace(":", "/")}`;
}

function sum(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
