/** Text that a log may sign: UTF-8 without control characters (https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Signed_Note_Format). */

/** Text of UTF-8 bytes; undefined when they are not. A byte-order mark stays: it is part of what was signed. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a text has a control character other than a newline. */
export function hasControlCharacter(text: string): boolean {
  return /[\0-\x09\x0b-\x1f]/.test(text);
}
