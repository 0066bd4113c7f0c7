/** Opens an image where it is: a folder in OCI layout, an archive of `docker save`, a folder that is a root, or a registry. */
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, posix, relative, resolve } from "node:path";
import { type BlobReader, partOfBlob } from "../binary/blob-reader.ts";
import type { ImageFiles } from "../binary/image/image-files.ts";
import { ImageProblem } from "../binary/image/image-problem.ts";
import { type Keep, keepInMemory, readImageRoot } from "../binary/image/image-root.ts";
import { compressionOf, unpackedStream } from "../binary/image/layer-stream.ts";
import { type Image, type ImageWish, readImage } from "../binary/image/read-image.ts";
import { readTarEntries } from "../binary/image/tar-entries.ts";
import type { RootView } from "../binary/root/root-view.ts";
import { UserError } from "../finding/user-error.ts";
import { type FileBlob, openFileBlob } from "./file-blob.ts";
import { folderRoot } from "./folder-root.ts";
import { reasonOf } from "./reason-of.ts";
import { parseRegistryName, registryFiles } from "./registry-files.ts";

/** An image, or a folder that stands for its files. */
export interface OpenedImage {
  readonly name: string;
  /** Undefined for a plain folder. */
  readonly image: Image | undefined;
  /** GOARCH that it is for; undefined where nothing says so. */
  readonly arch: string | undefined;
  /** Reads all layers; done when asked for. */
  root(): Promise<RootView>;
  /** Lets files go and removes what was fetched. */
  close(): void;
}

export type ImageKind = "layout" | "archive" | "folder" | "registry";

/** `ledger.tar:1.4` names one image of several in a file or folder that is there. */
function splitName(
  name: string,
  folder: string,
): { readonly path: string; readonly reference: string | undefined } {
  const [, path, reference] = /^(.+?):([^\\/][^\\]*)$/.exec(name) ?? [];
  if (path === undefined || existsSync(resolve(folder, name)) || !existsSync(resolve(folder, path)))
    return { path: name, reference: undefined };
  return { path, reference };
}

/** What a name is; undefined for a file that is no archive, and for what is not there. */
export function imageKind(name: string, folder: string): ImageKind | undefined {
  const path = resolve(folder, splitName(name, folder).path);
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return parseRegistryName(name) ? "registry" : undefined;
  if (status.isDirectory())
    return existsSync(join(path, "index.json")) || existsSync(join(path, "manifest.json"))
      ? "layout"
      : "folder";
  return status.isFile() && isArchive(path) ? "archive" : undefined;
}

/** What cannot be read is none; whoever reads it next says why. */
function isArchive(path: string): boolean {
  let blob: FileBlob;
  try {
    blob = openFileBlob(path);
  } catch {
    return false;
  }
  try {
    return compressionOf(blob) !== "none" || isTar(blob);
  } finally {
    blob.close();
  }
}

function isTar(blob: BlobReader): boolean {
  return Buffer.from(blob.read(257, 5)).toString("latin1") === "ustar";
}

/** Opens an image; throws UserError with the reason in one line. */
export async function openImage(
  name: string,
  wish: Pick<ImageWish, "platform">,
  { folder }: { folder: string },
): Promise<OpenedImage> {
  const closers: (() => void)[] = [];
  const close = (): void => {
    // Files are closed before the folder that they lie in goes.
    for (const one of closers.splice(0).reverse()) one();
  };
  try {
    return await open(name, wish, { folder, closers, close });
  } catch (error) {
    close();
    throw asUserError(name, error);
  }
}

/** One line for what is wrong with an image; other errors stay as they are. */
export function asUserError(name: string, error: unknown): unknown {
  if (error instanceof ImageProblem)
    return new UserError("cannot-read", `Cannot read "${name}": ${error.message}`);
  if (error instanceof Error && "code" in error && !(error instanceof UserError))
    return new UserError("cannot-read", `Cannot read "${name}": ${reasonOf(error)}`);
  return error;
}

/** A folder stands for what chroot would start here. */
const ownArch: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64", ia32: "386", arm: "arm" };

interface Place {
  readonly folder: string;
  readonly closers: (() => void)[];
  close(): void;
}

async function open(name: string, wish: Pick<ImageWish, "platform">, place: Place): Promise<OpenedImage> {
  const { folder, closers, close } = place;
  const split = splitName(name, folder);
  const path = resolve(folder, split.path);
  const kind = imageKind(name, folder);
  if (kind === undefined)
    throw new UserError("cannot-read", `Cannot read "${name}": it is no image`, {
      hint: "an OCI layout, an archive of docker save, a folder, or host/repository@sha256:…",
    });
  if (kind === "folder") {
    const arch = wish.platform?.arch ?? ownArch[process.arch];
    return { name, image: undefined, arch, root: async () => folderRoot(path), close };
  }
  const [files, reference] =
    kind === "layout"
      ? [layoutFiles(path, closers), split.reference]
      : kind === "archive"
        ? [await archiveFiles(path, closers), split.reference]
        : await remoteFiles(name, closers);
  const image = await readImage(files, { ...wish, reference });
  let root: Promise<RootView> | undefined;
  return {
    name,
    image,
    arch: image.platform.arch || undefined,
    root: () => {
      root ??= readImageRoot(image, keepInFiles(closers));
      return root;
    },
    close,
  };
}

function layoutFiles(folder: string, closers: (() => void)[]): ImageFiles {
  return {
    open: async (path) => {
      const file = resolve(folder, path);
      // A path in a manifest is anybody's text.
      const inside = relative(folder, file);
      if (inside.startsWith("..") || isAbsolute(inside) || !existsSync(file)) return undefined;
      return opened(file, closers);
    },
  };
}

function opened(file: string, closers: (() => void)[]): FileBlob {
  const blob = openFileBlob(file);
  closers.push(() => blob.close());
  return blob;
}

const MAX_ARCHIVE_FILES = 20_000;

/** The members of an archive by name; one that is packed as a whole is unpacked into a file first. */
async function archiveFiles(path: string, closers: (() => void)[]): Promise<ImageFiles> {
  const stored = opened(path, closers);
  const blob = compressionOf(stored) === "none" ? stored : await unpackToFile(stored, closers);
  const members = new Map<string, { offset: number; sizeBytes: number } | { target: string }>();
  await readTarEntries(unpackedStream(blob), ({ path: name, kind, offset, sizeBytes, target }) => {
    if (members.size >= MAX_ARCHIVE_FILES) throw new ImageProblem(`more than ${MAX_ARCHIVE_FILES} files`);
    if (kind === "file") members.set(name, { offset, sizeBytes });
    // `docker save` of old links to layers that images share.
    if (kind === "link") members.set(name, { target: posix.join(name, "..", target) });
    if (kind === "hard-link") members.set(name, { target });
    return "skip";
  });
  return {
    open: async (name) => {
      let member = members.get(name);
      for (let links = 0; member && "target" in member && links < 8; links++)
        member = members.get(member.target);
      return member && "offset" in member ? partOfBlob(blob, member.offset, member.sizeBytes) : undefined;
    },
  };
}

async function unpackToFile(blob: BlobReader, closers: (() => void)[]): Promise<BlobReader> {
  const file = join(temporaryFolder(closers), "archive.tar");
  const descriptor = openSync(file, "w");
  try {
    for await (const chunk of unpackedStream(blob)) writeSync(descriptor, chunk);
  } finally {
    closeSync(descriptor);
  }
  return opened(file, closers);
}

/** Small files stay in memory. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;

/** Programs and large libraries of packed layers go to files: memory does not grow with them. */
function keepInFiles(closers: (() => void)[]): (sizeBytes: number) => Keep {
  let folder: string | undefined;
  let count = 0;
  return (sizeBytes) => {
    if (sizeBytes <= MAX_KEPT_BYTES) return keepInMemory(sizeBytes);
    folder ??= temporaryFolder(closers);
    const file = join(folder, `${count++}`);
    const descriptor = openSync(file, "w");
    return {
      write: (piece) => {
        writeSync(descriptor, piece);
      },
      blob: () => {
        closeSync(descriptor);
        return opened(file, closers);
      },
    };
  };
}

function temporaryFolder(closers: (() => void)[]): string {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-image-"));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function remoteFiles(name: string, closers: (() => void)[]): Promise<readonly [ImageFiles, undefined]> {
  const parsed = parseRegistryName(name);
  if (!parsed) throw new UserError("cannot-read", `Cannot read "${name}": it is no name of a registry`);
  const files = registryFiles(parsed, temporaryFolder(closers), (file) => opened(file, closers));
  return [files, undefined];
}
