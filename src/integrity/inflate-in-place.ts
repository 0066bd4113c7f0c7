/**
 * Unpacks one file of a zip after the other into one buffer. The public functions of zlib make a state and a buffer for
 * each call; with tens of thousands of files that is half of the time. The handle behind a zlib stream does the same
 * work in place, and where a runtime has no such handle the public function does it.
 */
import { constants, createInflateRaw, inflateRawSync } from "node:zlib";

/** What zlib's streams keep to themselves: https://github.com/nodejs/node/blob/main/lib/zlib.js. */
interface Handle {
  onerror: (message: string) => void;
  reset(): void;
  writeSync(
    flush: number,
    packed: Uint8Array,
    at: number,
    length: number,
    unpacked: Uint8Array,
    unpackedAt: number,
    room: number,
  ): void;
}

/** Unpacks; the bytes are good until the next call. Undefined when they are not exactly so many. */
export type Inflate = (packed: Uint8Array, sizeBytes: number) => Uint8Array | undefined;

/** An unpacker with a buffer of its own, which grows to the largest file. */
export function createInflate(): Inflate {
  const stream: unknown = createInflateRaw();
  const { _handle: handle, _writeState: state } = stream as {
    readonly _handle?: Partial<Handle>;
    readonly _writeState?: Uint32Array;
  };
  if (!isHandle(handle) || !(state instanceof Uint32Array)) return inflateFresh;
  let buffer = new Uint8Array(1024 * 1024);
  let hasFailed = false;
  handle.onerror = () => {
    hasFailed = true;
  };
  return (packed, sizeBytes) => {
    // One byte more tells a file that is longer than promised.
    const room = sizeBytes + 1;
    if (buffer.length < room) buffer = new Uint8Array(Math.max(room, buffer.length * 2));
    hasFailed = false;
    handle.reset();
    handle.writeSync(constants.Z_FINISH, packed, 0, packed.length, buffer, 0, room);
    const [left = 0] = state;
    return hasFailed || room - left !== sizeBytes ? undefined : buffer.subarray(0, sizeBytes);
  };
}

/** The same by zlib's public function. */
export const inflateFresh: Inflate = (packed, sizeBytes) => {
  try {
    const content = inflateRawSync(packed, { maxOutputLength: Math.max(sizeBytes, 1) });
    return content.length === sizeBytes ? content : undefined;
  } catch {
    return undefined;
  }
};

function isHandle(handle: Partial<Handle> | undefined): handle is Handle {
  return typeof handle?.reset === "function" && typeof handle.writeSync === "function";
}
