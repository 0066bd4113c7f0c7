/** Two images, layer by layer: which file differs in which attribute. */
import { createDigest } from "../digest.ts";
import { ImageProblem } from "./image-problem.ts";
import { type StreamDigests, unpackedStream } from "./layer-stream.ts";
import type { Image, ImageLayer } from "./read-image.ts";
import { readTarEntries, type TarEntry } from "./tar-entries.ts";

export type FileAttribute = "kind" | "bytes" | "mode" | "owner" | "mtime" | "target";

export interface FileDifference {
  readonly path: string;
  readonly attributes: readonly {
    readonly name: FileAttribute;
    readonly before: string;
    readonly after: string;
  }[];
}

export interface LayerDifference {
  /** From 1. */
  readonly position: number;
  /** `packing`: the same tar, packed another way. */
  readonly outcome: "same" | "packing" | "different" | "only-before" | "only-after";
  readonly differing: readonly FileDifference[];
  readonly onlyBefore: readonly string[];
  readonly onlyAfter: readonly string[];
  /** The first file that stands at another place than before, of those in both. */
  readonly order: { readonly path: string; readonly instead: string } | undefined;
}

export interface ImageDifference {
  readonly isSame: boolean;
  readonly layers: readonly LayerDifference[];
  /** Paths into the configuration, with both values as JSON. */
  readonly config: readonly { readonly path: string; readonly before: string; readonly after: string }[];
}

const FREE_ENTRIES = 20_000;
const BYTES_PER_ENTRY = 700;

/** Compares them; throws ImageProblem for what cannot be read. */
export async function compareImages(before: Image, after: Image): Promise<ImageDifference> {
  const layers: LayerDifference[] = [];
  for (let index = 0; index < Math.max(before.layers.length, after.layers.length); index++) {
    const position = index + 1;
    const [left, right] = [before.layers[index], after.layers[index]];
    if (left && right) layers.push(await compareLayers(left, right, position));
    else layers.push({ position, outcome: left ? "only-before" : "only-after", ...nothing });
  }
  const config = compareValues(before.document, after.document, "");
  return { isSame: config.length === 0 && layers.every(({ outcome }) => outcome === "same"), layers, config };
}

const nothing = { differing: [], onlyBefore: [], onlyAfter: [], order: undefined } as const;

async function compareLayers(
  left: ImageLayer,
  right: ImageLayer,
  position: number,
): Promise<LayerDifference> {
  const [before, after] = [await readLayer(left, position), await readLayer(right, position)];
  if (before.digests.packed === after.digests.packed) return { position, outcome: "same", ...nothing };
  if (before.digests.plain === after.digests.plain) return { position, outcome: "packing", ...nothing };
  const differing: FileDifference[] = [];
  for (const [path, one] of before.files) {
    const other = after.files.get(path);
    const attributes = other ? compareFiles(one, other) : [];
    if (attributes.length > 0) differing.push({ path, attributes });
  }
  return {
    position,
    outcome: "different",
    differing,
    onlyBefore: [...before.files.keys()].filter((path) => !after.files.has(path)),
    onlyAfter: [...after.files.keys()].filter((path) => !before.files.has(path)),
    order: compareOrder([...before.files.keys()], [...after.files.keys()]),
  };
}

interface LayerFile {
  readonly entry: TarEntry;
  readonly digest: string;
}

interface ReadLayer {
  readonly digests: StreamDigests;
  readonly files: ReadonlyMap<string, LayerFile>;
}

async function readLayer(layer: ImageLayer, position: number): Promise<ReadLayer> {
  const { blob } = layer;
  const digests: StreamDigests = {};
  const files = new Map<string, LayerFile>();
  let finish = (): void => undefined;
  try {
    await readTarEntries(unpackedStream(blob, digests, layer), (entry) => {
      finish();
      finish = () => undefined;
      if (files.size >= FREE_ENTRIES + blob.sizeBytes / BYTES_PER_ENTRY)
        throw new ImageProblem(`refused: more than ${files.size} files in ${blob.sizeBytes} bytes`);
      files.set(entry.path, { entry, digest: "" });
      if (entry.kind !== "file" || entry.sizeBytes === 0) return "skip";
      const digest = createDigest("sha256");
      finish = () => files.set(entry.path, { entry, digest: `sha256:${digest.hex()}` });
      return (piece) => digest.update(piece);
    });
    finish();
  } catch (error) {
    if (error instanceof ImageProblem) throw new ImageProblem(`layer ${position}: ${error.message}`);
    throw error;
  }
  return { digests, files };
}

function compareFiles(before: LayerFile, after: LayerFile): FileDifference["attributes"] {
  const rows: readonly (readonly [FileAttribute, string, string])[] = [
    ["kind", before.entry.kind, after.entry.kind],
    ["bytes", bytesOf(before), bytesOf(after)],
    ["mode", modeOf(before.entry), modeOf(after.entry)],
    ["owner", ownerOf(before.entry), ownerOf(after.entry)],
    ["mtime", timeOf(before.entry), timeOf(after.entry)],
    ["target", before.entry.target, after.entry.target],
  ];
  return rows
    .filter(([, left, right]) => left !== right)
    .map(([name, left, right]) => ({ name, before: left, after: right }));
}

function bytesOf({ entry, digest }: LayerFile): string {
  return entry.kind === "file" ? `${entry.sizeBytes} bytes ${digest}`.trim() : "";
}

function modeOf({ mode }: TarEntry): string {
  return mode.toString(8).padStart(4, "0");
}

function ownerOf({ uid, gid, userName, groupName }: TarEntry): string {
  const names = userName === "" && groupName === "" ? "" : ` (${userName}:${groupName})`;
  return `${uid}:${gid}${names}`;
}

function timeOf({ mtime }: TarEntry): string {
  const time = new Date(mtime * 1000);
  return Number.isNaN(time.getTime()) ? `${mtime}` : time.toISOString().replace(".000Z", "Z");
}

function compareOrder(before: readonly string[], after: readonly string[]): LayerDifference["order"] {
  const [left, right] = [new Set(before), new Set(after)];
  const [common, others] = [before.filter((path) => right.has(path)), after.filter((path) => left.has(path))];
  const index = common.findIndex((path, position) => path !== others[position]);
  const [path, instead] = [common[index], others[index]];
  return path === undefined || instead === undefined ? undefined : { path, instead };
}

/** History and layers are told apart by their own lists. */
const ignored: ReadonlySet<string> = new Set(["rootfs", "history"]);

function compareValues(before: unknown, after: unknown, path: string): ImageDifference["config"] {
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return keys
      .filter((key) => path !== "" || !ignored.has(key))
      .flatMap((key) => compareValues(before[key], after[key], path === "" ? key : `${path}.${key}`));
  }
  const [left, right] = [JSON.stringify(before) ?? "absent", JSON.stringify(after) ?? "absent"];
  return left === right ? [] : [{ path, before: left, after: right }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
