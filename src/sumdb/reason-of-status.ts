/** What a status other than 200 means, in words that the log itself adds. */
import type { UnknownReason } from "./unknown-reason.ts";

/** The reason behind an answer that is no success. */
export function reasonOfStatus(
  { status, bytes }: { readonly status: number; readonly bytes: Uint8Array },
  path: string,
): UnknownReason {
  const said = firstLine(bytes);
  const text = `${path}: status ${status}${said === "" ? "" : `: ${said}`}`;
  return { kind: status === 404 || status === 410 ? "not-found" : "refused", text };
}

/** The first line of a text from outside, safe to print. */
function firstLine(bytes: Uint8Array): string {
  const [line = ""] = new TextDecoder().decode(bytes.subarray(0, 400)).split("\n");
  if (line.startsWith("<")) return "";
  return line.replace(/\p{C}/gu, "").trim().slice(0, 200);
}
