/** What a module consists of, however it is stored: a zip, an extracted folder, a local directory. */

/** One file of a module; the name is relative to the module's root, with forward slashes. */
export interface ContentFile {
  readonly name: string;
  /** Its bytes, good until the next file is opened; what it throws completes "Cannot read FILE: …". */
  readonly open: () => Uint8Array;
}

/** The files of a module or folder. */
export interface ModuleContent {
  readonly files: readonly ContentFile[];
}

/** A folder that module content is compared with. */
export interface FolderFiles {
  /** Everything below the folder that is no folder, in any order. */
  readonly files: readonly FolderFile[];
  /** Bytes of a regular file, good until the next read; a reason that completes "Cannot read FILE: …" otherwise. */
  read(name: string): Uint8Array | { readonly reason: string };
}

/** One file of a folder; the name is relative to the folder, with forward slashes. */
export interface FolderFile {
  readonly name: string;
  /** Symbolic links, devices and sockets belong into no module. */
  readonly isRegular: boolean;
  /** Whether it is a link to a folder: go looks for packages behind it as in any folder. */
  readonly isFolderLink?: boolean;
  /** Of a folder that cannot be listed: why; nothing is known of what lies below. The name "" is the folder itself. */
  readonly reason?: string;
}

/** Whether a file lies in one of the folders; "" is the folder around all. */
export function liesBelow(name: string, folders: readonly string[]): boolean {
  return folders.some((folder) => folder === "" || name.startsWith(`${folder}/`));
}
