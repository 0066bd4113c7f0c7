/** A line of the audit log: a sum, and the event as JSON. */
import { createHash } from "node:crypto";
import type { DatedAuditEvent } from "./module-store.ts";
import { parseObject } from "./version-entry.ts";

/** The line of an event, without its end. */
export function formatAuditLine(event: DatedAuditEvent): string {
  const text = JSON.stringify(event);
  return `${sumOf(text)} ${text}`;
}

/** The event of a line; undefined when the line was cut off or changed. */
export function parseAuditLine(line: string): DatedAuditEvent | undefined {
  const [, sum, text = ""] = /^([0-9a-f]{16}) (\{.*\})$/s.exec(line) ?? [];
  if (sum === undefined || sumOf(text) !== sum) return undefined;
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { at, action, subject, why, by } = value;
  if (typeof at !== "number" || typeof action !== "string") return undefined;
  if (typeof subject !== "string" || typeof why !== "string") return undefined;
  return { at, action, subject, why, ...(typeof by === "string" && { by }) };
}

function sumOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
