/** What a checksum log's client remembers, in the module store: replicas that share a store share one timeline. */
import type { ModuleStore } from "../../store/module-store.ts";
import type { KeptEvidence, TimelineStore } from "../../sumdb/timeline-store.ts";
import { reasonOf } from "../reason-of.ts";

/** Keeps tree heads as documents and what was refused as evidence. */
export function createStoreTimeline(
  store: Pick<ModuleStore, "readDocument" | "replaceDocument" | "keepEvidence" | "evidence" | "place">,
): TimelineStore {
  const nameOf = (log: string): string => `sumdb/${log}/head`;
  return {
    async read(log) {
      try {
        const document = await store.readDocument(nameOf(log));
        return document
          ? { kind: "head", note: document.bytes, place: `${nameOf(log)} in ${store.place}` }
          : { kind: "none" };
      } catch (error) {
        return { kind: "broken", reason: `Cannot read the tree head in ${store.place}: ${reasonOf(error)}` };
      }
    },
    async replace(log, expected, next) {
      try {
        const document = await store.readDocument(nameOf(log));
        if (!isSame(document?.bytes, expected)) return { kind: "conflict" };
        const isReplaced = await store.replaceDocument(nameOf(log), document?.tag, next);
        return { kind: isReplaced ? "replaced" : "conflict" };
      } catch (error) {
        return { kind: "failed", reason: `Cannot write the tree head to ${store.place}: ${reasonOf(error)}` };
      }
    },
    async keepEvidence(log, { kind, text }) {
      try {
        return await store.keepEvidence({ kind: `log-${kind}`, text: `${log}\n\n${text}` });
      } catch {
        // The answer is refused all the same; whoever asks sees that nothing was kept.
        return undefined;
      }
    },
    async readForks(log) {
      const forks: KeptEvidence[] = [];
      try {
        for await (const { kind, text, place } of store.evidence())
          if (kind === "log-fork" && text.startsWith(`${log}\n\n`))
            forks.push({ text: text.slice(log.length + 2), place });
      } catch {
        // What cannot be read convicts nobody.
      }
      return forks;
    },
  };
}

function isSame(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.from(left).equals(right);
}
