/** Go compares strings by their UTF-8 bytes, JavaScript by UTF-16 units; they differ beyond U+D7FF. */

/** Compares two texts by their UTF-8 bytes: negative, zero or positive. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return byteRank(left) - byteRank(right);
  }
  return a.length - b.length;
}

/** Moves surrogates (code points from U+10000) above the rest of the basic plane, as their UTF-8 bytes are. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
