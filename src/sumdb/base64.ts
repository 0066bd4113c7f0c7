/** Padded base64 as Go's `base64.StdEncoding` reads it, where JavaScript's decoders take garbage (https://pkg.go.dev/encoding/base64). */

/** The bytes; undefined for other text. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
  return isWhole ? new Uint8Array(Buffer.from(text, "base64")) : undefined;
}
