/**
 * Images as OCI layouts (https://github.com/opencontainers/image-spec/blob/main/image-layout.md) and as archives of
 * `docker save`, which until Docker 25 have only `manifest.json` of their own.
 */
import type { BlobReader } from "../blob-reader.ts";
import { blobPath, checkBlob } from "./digest-name.ts";
import type { ImageFiles } from "./image-files.ts";
import { ImageProblem } from "./image-problem.ts";

export interface ImagePlatform {
  readonly os: string;
  readonly arch: string;
  readonly variant: string | undefined;
}

/** `config` of an image's configuration, as far as a start depends on it. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingFolder: string;
}

export interface ImageLayer {
  /** Of the blob as it is stored; undefined in archives that name none. */
  readonly digest: string | undefined;
  /** Of the unpacked tar, from the configuration. */
  readonly diffId: string | undefined;
  readonly blob: BlobReader;
}

export interface Image {
  /** Of the manifest; undefined in old archives. */
  readonly digest: string | undefined;
  /** What the manifest's own index says; undefined where there was none. */
  readonly listedPlatform: ImagePlatform | undefined;
  /** What the configuration says; an empty arch where it says nothing. */
  readonly platform: ImagePlatform;
  readonly config: ImageConfig;
  /** All of the configuration. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly layers: readonly ImageLayer[];
}

const MAX_DOCUMENT_BYTES = 8 * 1024 * 1024;
const MAX_DEPTH = 4;
const MAX_LAYERS = 1024;

/** Which image of several is meant. */
export interface ImageWish {
  /** Undefined: linux/amd64 or the only one there is. */
  readonly platform: { readonly os: string; readonly arch: string } | undefined;
  /** `sha256:…` of a manifest or index, or a tag. */
  readonly reference: string | undefined;
}

/** Reads manifest and configuration; throws ImageProblem. */
export async function readImage(files: ImageFiles, wish: ImageWish): Promise<Image> {
  const index = await readDocument(files, "index.json");
  if (index) return readFromIndex(files, index, wish);
  const manifest = await readDocument(files, "manifest.json");
  if (Array.isArray(manifest)) return readFromDocker(files, manifest, wish);
  throw new ImageProblem("it has neither index.json nor manifest.json");
}

async function readDocument(files: ImageFiles, path: string, digest?: string): Promise<unknown> {
  const blob = await files.open(path);
  if (!blob) return undefined;
  if (blob.sizeBytes > MAX_DOCUMENT_BYTES) throw new ImageProblem(`${path} has ${blob.sizeBytes} bytes`);
  if (digest !== undefined) checkBlob(blob, digest);
  try {
    return JSON.parse(new TextDecoder().decode(blob.read(0, blob.sizeBytes)));
  } catch {
    throw new ImageProblem(`${path} is no JSON`);
  }
}

interface Listed {
  readonly digest: string;
  readonly platform: ImagePlatform | undefined;
  readonly names: readonly string[];
}

async function readFromIndex(files: ImageFiles, top: unknown, wish: ImageWish): Promise<Image> {
  const found: Listed[] = [];
  await collect(files, top, { found, depth: 0, names: [] });
  const chosen = choose(found, wish);
  const manifest = asRecord(await readBlobDocument(files, chosen.digest), "the manifest");
  const config = asRecord(manifest.config, "the manifest's config");
  const document = asRecord(
    await readBlobDocument(files, asText(config.digest, "digest")),
    "the configuration",
  );
  const descriptors = asList(manifest.layers, "layers").map((layer) => asRecord(layer, "a layer"));
  const diffIds = diffIdsOf(document);
  if (descriptors.length > MAX_LAYERS) throw new ImageProblem(`${descriptors.length} layers`);
  const layers: ImageLayer[] = [];
  for (const [position, descriptor] of descriptors.entries()) {
    const digest = asText(descriptor.digest, "a layer's digest");
    const blob = await files.open(blobPath(digest));
    if (!blob) throw new ImageProblem(`layer ${position + 1} is missing: ${digest}`);
    layers.push({ digest, diffId: diffIds[position], blob });
  }
  return imageOf(document, { digest: chosen.digest, listedPlatform: chosen.platform, layers });
}

/** Indexes may hold indexes: `docker buildx` and registries nest them. */
async function collect(
  files: ImageFiles,
  index: unknown,
  state: { readonly found: Listed[]; readonly depth: number; readonly names: readonly string[] },
): Promise<void> {
  const { found, depth } = state;
  for (const item of asList(asRecord(index, "the index").manifests, "manifests")) {
    const descriptor = asRecord(item, "a manifest's entry");
    const digest = asText(descriptor.digest, "digest");
    const annotations = isRecord(descriptor.annotations) ? descriptor.annotations : {};
    const names = [
      ...state.names,
      digest,
      ...Object.values(annotations).filter((one) => typeof one === "string"),
    ];
    // Attestations are listed beside the images that they speak of.
    if (annotations["vnd.docker.reference.type"] !== undefined) continue;
    const isIndex = /index\.v1\+json|manifest\.list\.v2\+json/.test(String(descriptor.mediaType ?? ""));
    if (!isIndex) found.push({ digest, platform: platformOf(descriptor.platform), names });
    else if (depth < MAX_DEPTH && found.length < MAX_LAYERS)
      await collect(files, await readBlobDocument(files, digest), { found, depth: depth + 1, names });
  }
}

function choose(found: readonly Listed[], { platform, reference }: ImageWish): Listed {
  const named = reference === undefined ? found : found.filter(({ names }) => isNamed(names, reference));
  if (named.length === 0)
    throw new ImageProblem(
      reference === undefined ? "it lists no image" : `it holds no image "${reference}"`,
    );
  const wanted = platform ?? { os: "linux", arch: "amd64" };
  const fitting = named.filter(
    (one) =>
      one.platform === undefined || (one.platform.os === wanted.os && one.platform.arch === wanted.arch),
  );
  const [chosen] = fitting.length > 0 ? fitting : platform === undefined && named.length === 1 ? named : [];
  const rivals = fitting.filter((one) => one.platform?.variant === chosen?.platform?.variant);
  if (new Set(rivals.map(({ digest }) => digest)).size > 1)
    throw severalImages(rivals.map(({ names }) => names));
  if (chosen) return chosen;
  const offered = named.map((one) => (one.platform ? `${one.platform.os}/${one.platform.arch}` : "unknown"));
  throw new ImageProblem(`it has no image for ${wanted.os}/${wanted.arch}, only for ${offered.join(", ")}`);
}

/** Which of them is meant nobody can know. */
function severalImages(names: readonly (readonly string[])[]): ImageProblem {
  const shown = names.map(
    (all) => all.findLast((name) => !/^sha(?:256|512):/.test(name)) ?? all.at(-1) ?? "unnamed",
  );
  return new ImageProblem(
    `it holds ${names.length} images: write one of them behind a colon: ${shown.join(", ")}`,
  );
}

/** A tag stands alone or behind the image's name. */
function isNamed(names: readonly string[], reference: string): boolean {
  return names.some((name) => name === reference || name.endsWith(`:${reference}`));
}

async function readBlobDocument(files: ImageFiles, digest: string): Promise<unknown> {
  const document = await readDocument(files, blobPath(digest), digest);
  if (document === undefined) throw new ImageProblem(`the blob ${digest} is missing`);
  return document;
}

async function readFromDocker(
  files: ImageFiles,
  manifest: readonly unknown[],
  wish: ImageWish,
): Promise<Image> {
  const entries = manifest.map((item) => asRecord(item, "an entry of manifest.json"));
  const { entry, document } = await chooseSaved(files, entries, wish);
  const diffIds = diffIdsOf(document);
  const paths = asList(entry.Layers, "Layers").map((path) => asText(path, "a layer's path"));
  if (paths.length > MAX_LAYERS) throw new ImageProblem(`${paths.length} layers`);
  const layers: ImageLayer[] = [];
  for (const [position, path] of paths.entries()) {
    const blob = await files.open(path);
    if (!blob) throw new ImageProblem(`layer ${position + 1} is missing: ${path}`);
    layers.push({ digest: undefined, diffId: diffIds[position], blob });
  }
  return imageOf(document, { digest: undefined, listedPlatform: undefined, layers });
}

interface Saved {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly document: Readonly<Record<string, unknown>>;
}

/** Archives list no platforms: the configurations tell them. */
async function chooseSaved(
  files: ImageFiles,
  entries: readonly Readonly<Record<string, unknown>>[],
  { reference, platform }: ImageWish,
): Promise<Saved> {
  const tagsOf = ({ RepoTags }: Readonly<Record<string, unknown>>): readonly string[] => textsOf(RepoTags);
  const named = entries.filter((entry) => reference === undefined || isNamed(tagsOf(entry), reference));
  if (named.length === 0 || named.length > MAX_LAYERS)
    throw new ImageProblem(
      reference === undefined ? "it lists no image" : `it holds no image "${reference}"`,
    );
  const saved: Saved[] = [];
  for (const entry of named) {
    const path = asText(entry.Config, "Config");
    const [, algorithm, hex] = /^blobs\/([a-z0-9]+)\/([0-9a-f]+)$/.exec(path) ?? [];
    const digest = algorithm === undefined ? undefined : `${algorithm}:${hex}`;
    const document = asRecord(await readDocument(files, path, digest), "the configuration");
    saved.push({ entry, document });
  }
  const wanted = platform ?? { os: "linux", arch: "amd64" };
  const fitting = saved.filter(({ document }) => {
    const { os, arch } = platformOf(document) ?? wanted;
    return os === wanted.os && (arch === wanted.arch || arch === "");
  });
  const [chosen] = fitting.length > 0 ? fitting : platform === undefined && saved.length === 1 ? saved : [];
  if (fitting.length > 1) throw severalImages(fitting.map(({ entry }) => tagsOf(entry)));
  if (chosen) return chosen;
  const offered = saved
    .map(({ document }) => platformOf(document))
    .map((one) => (one ? `${one.os}/${one.arch}` : "unknown"));
  throw new ImageProblem(`it has no image for ${wanted.os}/${wanted.arch}, only for ${offered.join(", ")}`);
}

function imageOf(
  document: Readonly<Record<string, unknown>>,
  rest: Pick<Image, "digest" | "listedPlatform" | "layers">,
): Image {
  const config = isRecord(document.config) ? document.config : {};
  const textOf = (key: string): string => (typeof config[key] === "string" ? config[key] : "");
  return {
    ...rest,
    document,
    platform: platformOf(document) ?? { os: "linux", arch: "", variant: undefined },
    config: {
      entrypoint: textsOf(config.Entrypoint),
      command: textsOf(config.Cmd),
      environment: environmentOf(textsOf(config.Env)),
      user: textOf("User"),
      workingFolder: textOf("WorkingDir") || "/",
    },
  };
}

function platformOf(value: unknown): ImagePlatform | undefined {
  if (!isRecord(value) || typeof value.architecture !== "string") return undefined;
  return {
    os: typeof value.os === "string" && value.os !== "" ? value.os : "linux",
    arch: value.architecture,
    variant: typeof value.variant === "string" ? value.variant : undefined,
  };
}

function environmentOf(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map((entry) => {
      const equals = entry.indexOf("=");
      return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
    }),
  );
}

function diffIdsOf(document: Readonly<Record<string, unknown>>): readonly (string | undefined)[] {
  const rootfs = isRecord(document.rootfs) ? document.rootfs : {};
  return textsOf(rootfs.diff_ids);
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function asRecord(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (!isRecord(value)) throw new ImageProblem(`${what} is not what it should be`);
  return value;
}

function asList(value: unknown, what: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ImageProblem(`${what}: a list is missing`);
  return value;
}

function asText(value: unknown, what: string): string {
  if (typeof value !== "string") throw new ImageProblem(`${what}: a text is missing`);
  return value;
}
