import { createHash } from "node:crypto";
import { formatAuditLine, parseAuditLine } from "./audit-line.ts";
import type { Bucket, Folder } from "./bucket.ts";
import { type Cell, createCells } from "./cell.ts";
import { createEvidenceShelf } from "./evidence-shelf.ts";
import { mergeRecords } from "./merge-records.ts";
import type {
  AuditEvent,
  BlobRef,
  Change,
  CommitResult,
  DatedAuditEvent,
  ModuleStore,
  ModuleVersion,
  StoredBlob,
  StoredDocument,
  VersionRecord,
  VersionState,
} from "./module-store.ts";
import { documentKey, recordFolder, recordKey } from "./object-key.ts";
import { createUseLog } from "./use-log.ts";
import { formatEntry, parseEntry, type VersionEntry } from "./version-entry.ts";

const auditName = "audit";
const mostAttempts = 1000;

/** The store in a bucket: what a version is, what its record allows, and how changes of several processes meet. */
export function createModuleStore(options: { bucket: Bucket; now: () => number }): ModuleStore {
  const { bucket, now } = options;
  // An older record may be of a version that was recalled since; an older document is better than none.
  const records = createCells({ bucket, now, fallBack: false });
  const documents = createCells({ bucket, now, fallBack: true });
  const shelf = createEvidenceShelf({ bucket, now });
  const uses = createUseLog({ documents: { read: readDocument, replace: replaceDocument }, now });

  async function openBlob(ref: BlobRef): Promise<StoredBlob | undefined> {
    const blob = await bucket.openBlob(ref.sha256);
    return blob?.size === ref.size ? blob : undefined;
  }

  async function readBlob(ref: BlobRef): Promise<Uint8Array | undefined> {
    const blob = await openBlob(ref);
    if (!blob) return undefined;
    const pieces: Uint8Array[] = [];
    try {
      for await (const piece of blob.read()) pieces.push(piece);
    } catch (error) {
      // Cut off or removed since it was opened: gone all the same. A disk that cannot read is something else.
      if (await openBlob(ref)) throw error;
      return undefined;
    }
    const bytes = Buffer.concat(pieces);
    if (createHash("sha256").update(bytes).digest("hex") === ref.sha256) return bytes;
    await dropChanged(blob);
    return undefined;
  }

  /** Left there, it would stand in the way of the same files packed another way. */
  async function dropChanged({ sha256, changedAt = 0 }: StoredBlob): Promise<void> {
    try {
      if (await bucket.dropBlob(sha256, changedAt))
        await audit({
          action: "read-changed",
          subject: sha256,
          why: "the bytes are not those of their name",
        });
    } catch {
      // A disk that takes no changes: nobody is served the bytes all the same.
    }
  }

  /** A record without the parts whose bytes are gone; undefined when none is left. */
  async function withPresentParts(record: VersionRecord): Promise<VersionRecord | undefined> {
    const { info, mod, zip, ...rest } = record;
    const present = async (ref: BlobRef | undefined): Promise<BlobRef | undefined> =>
      ref && (await openBlob(ref)) ? ref : undefined;
    const [hasInfo, hasMod, hasZip] = await Promise.all([present(info), present(mod), present(zip)]);
    if (!hasInfo && !hasMod && !hasZip) return undefined;
    return {
      ...rest,
      ...(hasInfo && { info: hasInfo }),
      ...(hasMod && { mod: hasMod }),
      ...(hasZip && { zip: hasZip }),
    };
  }

  function entryOf(cell: Cell, { path, version }: ModuleVersion): VersionEntry {
    const entry = cell.state && parseEntry(cell.state.bytes);
    return entry?.path === path && entry.version === version ? entry : { path, version };
  }

  async function readState(version: ModuleVersion): Promise<VersionState> {
    const { record, pin, removed, recalled } = entryOf(await records.read(recordKey(version)), version);
    const present = record && (await withPresentParts(record));
    return {
      ...(present && { record: present }),
      ...(pin && { pin }),
      ...(removed && { removed }),
      ...(recalled && { recalled }),
    };
  }

  /** Changes an entry; `change` returns undefined when there is nothing to do, and may be asked several times. */
  async function changeEntry<Result>(
    version: ModuleVersion,
    change: (entry: VersionEntry) => Promise<{ result: Result; next?: VersionEntry }>,
  ): Promise<Result> {
    const key = recordKey(version);
    for (let attempts = 0; attempts < mostAttempts; attempts++) {
      const cell = await records.read(key);
      const { result, next } = await change(entryOf(cell, version));
      if (next === undefined || (await records.replace(cell, formatEntry(next)))) return result;
    }
    throw new Error(`Cannot write "${bucket.placeOf(key)}": it changes all the time`);
  }

  async function commit(record: VersionRecord): Promise<CommitResult> {
    await refuseIncomplete(record);
    return changeEntry<CommitResult>(record, async ({ record: first, pin, recalled }) => {
      if (recalled) return { result: "recalled" };
      const kept = { path: record.path, version: record.version, ...(pin && { pin }) };
      if (!first) return { result: "committed", next: { ...kept, record } };
      const merged = mergeRecords({ first, present: await withPresentParts(first), second: record });
      if (!merged) return { result: "conflict" };
      const next = { ...kept, record: merged };
      const isSame = formatEntry(next).equals(formatEntry({ ...kept, record: first }));
      return { result: "merged", ...(!isSame && { next }) };
    });
  }

  async function refuseIncomplete(record: VersionRecord): Promise<void> {
    const { info, mod, zip, sums } = record;
    const name = `${record.path}@${record.version}`;
    if ((mod && sums.mod === undefined) || (zip && sums.zip === undefined))
      throw new TypeError(`A part of ${name} has no sum`);
    const parts = [info, mod, zip].filter((part) => part !== undefined);
    if (parts.length === 0) throw new TypeError(`A record of ${name} names no bytes`);
    for (const part of parts)
      if (!(await openBlob(part)))
        throw new Error(`Cannot commit ${name}: ${part.size} bytes of ${part.sha256} are not in the store`);
  }

  async function readDocument(name: string): Promise<StoredDocument | undefined> {
    const { state } = await documents.read(documentKey(name));
    return state && { bytes: state.bytes, tag: state.tag };
  }

  async function replaceDocument(
    name: string,
    expectedTag: string | undefined,
    bytes: Uint8Array,
  ): Promise<boolean> {
    const cell = await documents.read(documentKey(name));
    return cell.state?.tag === expectedTag && documents.replace(cell, bytes);
  }

  async function* recordsIn(folder: Folder): AsyncIterable<VersionRecord> {
    for await (const { state } of records.readFolder(folder)) {
      const { record } = (state && parseEntry(state.bytes)) ?? {};
      const present = record && (await withPresentParts(record));
      if (present) yield present;
    }
  }

  async function* versionsOf(path: string): AsyncIterable<VersionRecord> {
    const folder = recordFolder(path);
    yield* recordsIn({ folder, names: await bucket.namesIn(folder, "") });
  }

  async function* all(): AsyncIterable<VersionRecord> {
    for await (const folder of bucket.walk("versions")) yield* recordsIn(folder);
  }

  async function audit(event: AuditEvent): Promise<void> {
    const { action, subject, why, by } = event;
    const dated = { at: now(), action, subject, why, ...(by !== undefined && { by }) };
    await bucket.append(auditName, formatAuditLine(dated));
  }

  async function* auditLog(): AsyncIterable<DatedAuditEvent> {
    for await (const line of bucket.lines(auditName)) {
      const event = parseAuditLine(line);
      if (event) yield event;
    }
  }

  const auditChange = (action: string, { path, version }: ModuleVersion, change: Change): Promise<void> =>
    audit({ action, subject: `${path}@${version}`, ...change });

  const dated = ({ why, by }: Change) => ({ at: now(), why, ...(by !== undefined && { by }) });

  async function remove(version: ModuleVersion, change: Change, sparesPinned = false): Promise<boolean> {
    const isRemoved = await changeEntry<boolean>(version, async (entry) => {
      const { record, ...rest } = entry;
      const isKept = record === undefined || (sparesPinned && entry.pin !== undefined);
      return !isKept ? { result: true, next: { ...rest, removed: dated(change) } } : { result: false };
    });
    if (isRemoved) await auditChange("remove", version, change);
    return isRemoved;
  }

  async function forgetRemoved(before: number): Promise<number> {
    let count = 0;
    for await (const folder of bucket.walk("versions"))
      for await (const cell of records.readFolder(folder)) {
        const { record, pin, removed, recalled } = (cell.state && parseEntry(cell.state.bytes)) ?? {};
        const isNeeded = record !== undefined || pin !== undefined || recalled !== undefined;
        if (isNeeded || !removed || removed.at >= before) continue;
        if (await records.forget(cell)) count++;
      }
    return count;
  }

  async function recall(version: ModuleVersion, change: Change): Promise<void> {
    await changeEntry<void>(version, async ({ path, version: name }) => ({
      result: undefined,
      next: { path, version: name, recalled: dated(change) },
    }));
    await auditChange("recall", version, change);
  }

  async function release(version: ModuleVersion, change: Change): Promise<boolean> {
    const isReleased = await changeEntry<boolean>(version, async ({ recalled, ...rest }) =>
      recalled ? { result: true, next: rest } : { result: false },
    );
    if (isReleased) await auditChange("release", version, change);
    return isReleased;
  }

  async function pin(version: ModuleVersion, change: Change): Promise<void> {
    await changeEntry<void>(version, async (entry) => ({
      result: undefined,
      next: { ...entry, pin: dated(change) },
    }));
    await auditChange("pin", version, change);
  }

  async function unpin(version: ModuleVersion, change: Change): Promise<boolean> {
    const isUnpinned = await changeEntry<boolean>(version, async ({ pin: pinned, ...rest }) =>
      pinned ? { result: true, next: rest } : { result: false },
    );
    if (isUnpinned) await auditChange("unpin", version, change);
    return isUnpinned;
  }

  return {
    place: bucket.place,
    read: async (version) => (await readState(version)).record,
    readState,
    openBlob,
    readBlob,
    newBlob: () => bucket.newBlob(),
    commit,
    readDocument,
    replaceDocument,
    versionsOf,
    all,
    remove,
    forgetRemoved,
    recall,
    release,
    pin,
    unpin,
    noteUse: uses.note,
    flushUses: uses.flush,
    lastUse: uses.lastUse,
    lastUses: uses.lastUses,
    keepEvidence: shelf.keep,
    evidence: shelf.all,
    audit,
    auditLog,
    blobs: (after) => bucket.blobs(after),
    dropBlob: (sha256, unlessAfter) => bucket.dropBlob(sha256, unlessAfter),
    async close() {
      await uses.flush();
      await bucket.close();
    },
  };
}
