/** A zip file with stored entries, as small as the format allows: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
import { crc32 } from "node:zlib";

/** The bytes of a zip that holds the given texts. */
export function zipFiles(files: readonly { readonly name: string; readonly text: string }[]): Uint8Array {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const name = encoder.encode(file.name);
    const data = encoder.encode(file.text);
    const common = numbers([
      [20, 2],
      [0x0800, 2],
      [0, 2],
      [0, 2],
      [0x21, 2],
      [crc32(data), 4],
      [data.length, 4],
      [data.length, 4],
      [name.length, 2],
      [0, 2],
    ]);
    const local = join([numbers([[0x04034b50, 4]]), common, name, data]);
    const tail = numbers([
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ]);
    directory.push(
      join([
        numbers([
          [0x02014b50, 4],
          [20, 2],
        ]),
        common,
        tail,
        name,
      ]),
    );
    parts.push(local);
    offset += local.length;
  }
  const central = join(directory);
  const end = numbers([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [files.length, 2],
    [files.length, 2],
    [central.length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return join([...parts, central, end]);
}

/** Little-endian numbers, each with its size in bytes. */
function numbers(values: readonly (readonly [value: number, sizeBytes: number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [value, sizeBytes] of values) {
    for (let shift = 0; shift < sizeBytes; shift++) bytes.push(Math.floor(value / 2 ** (8 * shift)) % 256);
  }
  return Uint8Array.from(bytes);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
