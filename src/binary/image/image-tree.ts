/**
 * The merged files of an image's layers. Whiteouts hide what lower layers brought
 * (https://github.com/opencontainers/image-spec/blob/main/layer.md).
 */
import { type Step, type Walk, walkPath } from "../root/walk-path.ts";
import type { TarEntry } from "./tar-entries.ts";

export interface ImageNode {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  /** Target of a link. */
  readonly target: string;
  /** The layer that holds its bytes, from 0. */
  readonly layer: number;
  /** The layer that put it here by this name: later than `layer` for a link to a file of a lower one. */
  readonly since: number;
  /** Where its bytes begin in the unpacked layer. */
  readonly offset: number;
  /** Of a folder. */
  readonly children: Map<string, ImageNode> | undefined;
}

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

/** Files of the layers applied so far; the last one wins. */
export class ImageTree {
  #root: ImageNode = folderOf(0);
  #count = 0;

  /** Entries of all layers. */
  get count(): number {
    return this.#count;
  }

  /** Applies one entry of a layer. */
  apply(entry: TarEntry, layer: number): void {
    this.#count++;
    const parts = entry.path === "" ? [] : entry.path.split("/");
    const name = parts.pop();
    if (name === undefined) {
      const { mode, uid, gid } = entry;
      if (entry.kind === "folder") this.#root = { ...this.#root, mode, uid, gid };
      return;
    }
    const folder = this.#openFolder(parts, layer);
    const children = folder?.children;
    if (!children) return;
    if (name === OPAQUE) hideLower(children, layer);
    else if (name.startsWith(WHITEOUT)) hide(children, name.slice(WHITEOUT.length), layer);
    else this.#put(children, name, { entry, layer });
  }

  /** What lies at an absolute path without links; links themselves are answered as such. */
  node(path: string): ImageNode | undefined {
    let node: ImageNode | undefined = this.#root;
    for (const part of path.split("/")) {
      if (part === "") continue;
      node = node?.children?.get(part);
    }
    return node;
  }

  /** The path behind links. */
  real(path: string): string | undefined {
    return this.walk(path).path;
  }

  /** The same with all that lies on the way. */
  walk(path: string): Walk {
    return walkPath(path, (at) => stepOf(this.node(at)));
  }

  #put(
    children: Map<string, ImageNode>,
    name: string,
    { entry, layer }: { entry: TarEntry; layer: number },
  ): void {
    const before = children.get(name);
    if (entry.kind === "hard-link") {
      const linked = this.#linked(entry.target);
      if (linked) children.set(name, { ...linked, since: layer });
      return;
    }
    const kind =
      entry.kind === "file" || entry.kind === "folder" || entry.kind === "link" ? entry.kind : "other";
    const { mode, uid, gid, sizeBytes, target, offset } = entry;
    // A folder over a folder keeps what is in it; anything else takes the place.
    const kept = kind === "folder" ? (before?.children ?? new Map<string, ImageNode>()) : undefined;
    children.set(name, {
      kind,
      mode,
      uid,
      gid,
      sizeBytes,
      target,
      offset,
      layer,
      since: layer,
      children: kept,
    });
  }

  #linked(target: string): ImageNode | undefined {
    const slash = target.lastIndexOf("/");
    const folder = slash === -1 ? "/" : this.real(`/${target.slice(0, slash)}`);
    return folder === undefined ? undefined : this.node(`${folder}/${target.slice(slash + 1)}`);
  }

  /** The folder of an entry: links on the way are followed, what is missing is made. */
  #openFolder(parts: readonly string[], layer: number): ImageNode | undefined {
    let at = this.#root;
    let path = "";
    for (const part of parts) {
      path += `/${part}`;
      const next = at.children?.get(part);
      if (next?.kind === "link") {
        const real = this.real(path);
        const folder = real === undefined ? undefined : this.node(real);
        if (folder?.kind !== "folder") return undefined;
        path = real ?? path;
        at = folder;
      } else if (next?.kind === "folder") at = next;
      else {
        const made = folderOf(layer);
        at.children?.set(part, made);
        at = made;
      }
    }
    return at;
  }
}

function folderOf(layer: number): ImageNode {
  const mode = 0o755;
  const children = new Map<string, ImageNode>();
  return {
    kind: "folder",
    mode,
    uid: 0,
    gid: 0,
    sizeBytes: 0,
    target: "",
    layer,
    since: layer,
    offset: 0,
    children,
  };
}

function stepOf(node: ImageNode | undefined): Step {
  if (!node) return undefined;
  if (node.kind === "link") return { kind: "link", target: node.target };
  return { kind: node.kind === "folder" ? "folder" : "other" };
}

/** A whiteout hides what lower layers brought, wherever it stands in its own layer. */
function hide(children: Map<string, ImageNode>, name: string, layer: number): void {
  const node = children.get(name);
  if (!node) return;
  if (node.children) hideLower(node.children, layer);
  const isKept = node.since >= layer || (node.children !== undefined && node.children.size > 0);
  if (!isKept) children.delete(name);
}

function hideLower(children: Map<string, ImageNode>, layer: number): void {
  for (const name of [...children.keys()]) hide(children, name, layer);
}
