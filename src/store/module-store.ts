/**
 * What the proxy asks of a store. A version is served only as far as its record says, and a record names bytes by their
 * SHA-256: half a version, or bytes that nobody checked, have no name under which they could be served.
 */

/** A version of a module, decoded (`github.com/Azure/go-autorest`) and canonical. */
export interface ModuleVersion {
  readonly path: string;
  readonly version: string;
}

/** Bytes by their content. */
export interface BlobRef {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** How the sums of a version were shown to be right: `log` by the checksum log, with record id and tree size. */
export type Proof = "log" | "private" | "unchecked";

/** The commit record of a version. It comes into being, and changes, as a whole. */
export interface VersionRecord extends ModuleVersion {
  readonly info?: BlobRef;
  readonly mod?: BlobRef;
  readonly zip?: BlobRef;
  /** `h1:…`; there is one for each of `mod` and `zip` that is there. */
  readonly sums: { readonly mod?: string; readonly zip?: string };
  readonly proof: Proof;
  readonly logId?: number;
  readonly treeSize?: number;
  readonly upstream: string;
  /** Milliseconds since 1970, by the store's clock. */
  readonly storedAt: number;
  /** The time in `.info`, as it stands there. */
  readonly time?: string;
}

/** Who changed something by hand, and why. */
export interface Change {
  readonly why: string;
  readonly by?: string;
}

/** A change with its time. */
export interface DatedChange extends Change {
  readonly at: number;
}

/** All that is known of a version. */
export interface VersionState {
  /** Without the parts whose bytes are gone; undefined when nothing can be served. */
  readonly record?: VersionRecord;
  /** It stays, whatever the quotas say. */
  readonly pin?: DatedChange;
  /** Taken away; it may be fetched again. */
  readonly removed?: DatedChange;
  /** Taken back; it is not stored again before it is released. */
  readonly recalled?: DatedChange;
}

/**
 * What became of a record. `merged`: the version was there, with the same sums, and has gained what was missing.
 * `conflict`: other sums are there already; nothing is overwritten. `recalled`: this version may not come back.
 */
export type CommitResult = "committed" | "merged" | "conflict" | "recalled";

/** Bytes that lie in the store. */
export interface StoredBlob extends BlobRef {
  /** Where they lie on this machine's disk; absent when they lie elsewhere. */
  readonly file?: string;
  /** When they came; absent before they are visible. */
  readonly changedAt?: number;
  /** From `start` (default 0) up to, and without, `end` (default the size). Fails when the bytes end early. */
  read(start?: number, end?: number): ReadableStream<Uint8Array>;
}

/** Takes bytes whose name is known only at their end. Nothing is visible before `finish`. */
export interface BlobWriter {
  /** Rejects when the disk refuses; then only `abandon` is left. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the writing; the bytes can be checked, and nobody else sees them. */
  seal(): Promise<StoredBlob>;
  /** Makes the bytes durable and visible; seals them first when that has not happened. */
  finish(): Promise<BlobRef>;
  /** Forgets the bytes; harmless after `finish`. Never rejects. */
  abandon(): Promise<void>;
}

/** A small thing that changes. `tag` names its state for `replaceDocument`. */
export interface StoredDocument {
  readonly bytes: Uint8Array;
  readonly tag: string;
}

/** What shows why an upstream or a log is not believed. */
export interface Evidence {
  /** A word for file names: `poison`, `fork`. */
  readonly kind: string;
  readonly text: string;
  /** Bytes that were refused; kept as long as the evidence. */
  readonly blob?: BlobRef;
}

/** Evidence in the store. */
export interface KeptEvidence extends Evidence {
  readonly at: number;
  /** For people. */
  readonly place: string;
}

/** A line of the audit log. */
export interface AuditEvent {
  /** `purge`, `recall`, `pin`, … */
  readonly action: string;
  /** `PATH@VERSION`, an upstream, a hash. */
  readonly subject: string;
  readonly why: string;
  readonly by?: string;
}

/** A line of the audit log with its time. */
export interface DatedAuditEvent extends AuditEvent {
  readonly at: number;
}

/** A blob as it is listed. */
export interface ListedBlob extends BlobRef {
  readonly changedAt: number;
}

/** Keeps module versions and small documents. Several processes may share one place. */
export interface ModuleStore {
  /** For people: a folder, an address. */
  readonly place: string;
  /** The record, without parts whose bytes are gone; undefined when no part is left. */
  read(version: ModuleVersion): Promise<VersionRecord | undefined>;
  readState(version: ModuleVersion): Promise<VersionState>;
  /** Undefined when there are no such bytes, or not so many. */
  openBlob(ref: BlobRef): Promise<StoredBlob | undefined>;
  /**
   * All bytes, checked against their hash; undefined when they are gone or changed. What has changed is removed, so that
   * it is fetched again. For what fits into memory.
   */
  readBlob(ref: BlobRef): Promise<Uint8Array | undefined>;
  newBlob(): Promise<BlobWriter>;
  /** Rejects when the record names bytes that are not there. */
  commit(record: VersionRecord): Promise<CommitResult>;
  readDocument(name: string): Promise<StoredDocument | undefined>;
  /** Puts bytes in the place of the state `expectedTag` names (undefined: nothing is there); false when it is another by now. */
  replaceDocument(name: string, expectedTag: string | undefined, bytes: Uint8Array): Promise<boolean>;
  versionsOf(path: string): AsyncIterable<VersionRecord>;
  all(): AsyncIterable<VersionRecord>;
  /** Takes a version away; it may be fetched again. False when nothing was there, or it is pinned and `sparesPinned`. */
  remove(version: ModuleVersion, change: Change, sparesPinned?: boolean): Promise<boolean>;
  /** Forgets that versions were removed before a time, months ago at best; those that are pinned or recalled stay known. */
  forgetRemoved(before: number): Promise<number>;
  /** Takes a version back: it is gone, and stays away until `release`. */
  recall(version: ModuleVersion, change: Change): Promise<void>;
  /** False when it was not recalled. */
  release(version: ModuleVersion, change: Change): Promise<boolean>;
  /** Quotas leave a pinned version alone; it need not be there yet. */
  pin(version: ModuleVersion, change: Change): Promise<void>;
  /** False when it was not pinned. */
  unpin(version: ModuleVersion, change: Change): Promise<boolean>;
  /** Remembers that a version was asked for, for quotas; written in `flushUses` and `close`. */
  noteUse(version: ModuleVersion): void;
  flushUses(): Promise<void>;
  /** When a version was last asked for, to the hour; undefined when nobody knows. */
  lastUse(version: ModuleVersion): Promise<number | undefined>;
  /** When each version was last asked for, by `PATH@VERSION`; those that nobody asked for are not in it. */
  lastUses(): Promise<ReadonlyMap<string, number>>;
  /** The place, for people; undefined when there is enough of this kind already. */
  keepEvidence(evidence: Evidence): Promise<string | undefined>;
  evidence(): AsyncIterable<KeptEvidence>;
  audit(event: AuditEvent): Promise<void>;
  /** In the order of writing; lines that were cut off are left out. */
  auditLog(): AsyncIterable<DatedAuditEvent>;
  /** In the order of their hashes, after `after`. */
  blobs(after?: string): AsyncIterable<ListedBlob>;
  /** Removes bytes that are wrong or that no record names, unless they were written again after `unlessAfter`. */
  dropBlob(sha256: string, unlessAfter: number): Promise<boolean>;
  close(): Promise<void>;
}
