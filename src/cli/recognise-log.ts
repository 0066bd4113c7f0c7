/** Tells from the first bytes of a log what it is: text, something packed, or nothing that can be read. */

export type LogKind =
  | { readonly is: "text"; readonly encoding: "utf-16le" | "utf-16be" | undefined }
  | { readonly is: "zip" }
  | { readonly is: "packed"; readonly format: "gzip" | "zstd" }
  /** `why` completes "Cannot read NAME: …". */
  | { readonly is: "unreadable"; readonly why: string };

const zip: LogKind = { is: "zip" };

const beginnings: readonly (readonly [readonly number[], LogKind])[] = [
  [[0x50, 0x4b, 3, 4], zip],
  [[0x50, 0x4b, 5, 6], zip],
  [[0x1f, 0x8b], { is: "packed", format: "gzip" }],
  [[0x28, 0xb5, 0x2f, 0xfd], { is: "packed", format: "zstd" }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], unreadable("xz", "xz -dc FILE")],
  [[0x42, 0x5a, 0x68], unreadable("bzip2", "bzip2 -dc FILE")],
  [[0x04, 0x22, 0x4d, 0x18], unreadable("lz4", "lz4 -dc FILE")],
  [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], unreadable("7-Zip", "7z x -so FILE")],
  [[0xff, 0xfe], { is: "text", encoding: "utf-16le" }],
  [[0xfe, 0xff], { is: "text", encoding: "utf-16be" }],
];

/** Control characters that logs have: bell, backspace, tab, newline, vertical tab, form feed, return, escape. */
const usualControls = new Set([7, 8, 9, 10, 11, 12, 13, 27]);
/** Random and packed bytes have twice as many of the others. */
const mostControls = 0.05;

/** What the log that begins with `head` is. */
export function recogniseLog(head: Uint8Array): LogKind {
  const known = beginnings.find(([bytes]) => bytes.every((byte, index) => head[index] === byte));
  if (known) return known[1];
  const isTar = Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";
  if (isTar) return { is: "unreadable", why: "it is a tar archive: unpack it, and give one log of it" };
  const encoding = encodingWithoutMark(head);
  if (encoding !== undefined) return { is: "text", encoding };
  let controls = 0;
  for (const byte of head) if (byte < 32 && !usualControls.has(byte)) controls++;
  return controls > head.length * mostControls
    ? { is: "unreadable", why: "it is neither text nor a gzip, zstd or zip file" }
    : { is: "text", encoding: undefined };
}

/** In UTF-16 nearly every second byte of text in Latin letters is zero. */
function encodingWithoutMark(head: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  let even = 0;
  let odd = 0;
  for (const [index, byte] of head.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  const many = head.length * 0.35;
  if (odd > many && even < odd / 20) return "utf-16le";
  return even > many && odd < even / 20 ? "utf-16be" : undefined;
}

function unreadable(format: string, command: string): LogKind {
  return {
    is: "unreadable",
    why: `it is packed with ${format}, which is not unpacked here: ${command} | breakwater diagnose -`,
  };
}
