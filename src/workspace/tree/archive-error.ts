/** An archive that is not read: damaged, dangerous or of a kind that no module and no checkout comes in. */
export class ArchiveError extends Error {
  constructor(name: string, reason: string) {
    super(`Cannot read archive "${name}": ${reason}`);
    this.name = "ArchiveError";
  }
}

/** One file of an archive as its directory describes it. */
export interface ArchiveMember {
  /** With forward slashes, as written. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly isExecutable: boolean;
  readonly linkTarget: string | undefined;
  /** The content; what it throws completes "Cannot read FILE: …". */
  readonly open: () => Uint8Array;
  /** The content as it is packed, for who reads it piece by piece; what it throws completes the same. */
  readonly packed?: () => PackedContent;
}

/** What unpacks to `sizeBytes` bytes of this checksum: who unpacks it has to see to both. */
export interface PackedContent {
  readonly bytes: Uint8Array;
  readonly isDeflated: boolean;
  /** CRC-32. */
  readonly checksum: number;
}

/** Go refuses module zips above 500 MB; no archive of a repository needs more. */
export const mostArchiveBytes = 512 * 1024 * 1024;
/** More files than any repository we know, few enough to hold in memory. */
export const mostArchiveFiles = 1_000_000;
