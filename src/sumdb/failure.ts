/** What a step of the client says instead of its result. */
import type { TreeRead } from "./checked-tree.ts";
import type { Contradiction } from "./contradiction.ts";
import type { SignedHead } from "./signed-head.ts";
import { tilePath } from "./tile.ts";
import type { UnknownReason } from "./unknown-reason.ts";

/** A refused answer, or none that could be judged. */
export type Failure =
  | { readonly kind: "contradicted"; readonly contradiction: Contradiction }
  | { readonly kind: "unknown"; readonly reason: UnknownReason };

/** A contradiction as a failure. */
export function refuse(contradiction: Contradiction): Failure {
  return { kind: "contradicted", contradiction };
}

/** That what is remembered of a log is of no use. */
export function timelineFailure(text: string): Failure {
  return { kind: "unknown", reason: { kind: "timeline", text } };
}

/** Why nodes of a signed tree could not be read. */
export function failureOfRead(
  read: Exclude<TreeRead, { readonly kind: "read" }>,
  { log, signed }: { log: string; signed: SignedHead },
): Failure {
  if (read.kind === "unavailable") return { kind: "unknown", reason: read.reason };
  const paths = read.tiles.map(({ tile }) => tilePath(tile));
  const [only] = read.tiles;
  return refuse({
    kind: "bad-tile",
    log,
    reason: `${paths.join(", ")} ${paths.length === 1 ? "does" : "do"} not belong to the signed tree of ${signed.head.size} records`,
    ...(paths[0] === undefined ? {} : { asked: paths[0] }),
    ...(read.tiles.length === 1 && only ? { answer: only.bytes } : {}),
    heads: [new TextDecoder().decode(signed.note)],
  });
}
