import { type FileHandle, open } from "node:fs/promises";
import type { StoredBlob } from "./module-store.ts";

const pieceBytes = 256 * 1024;

/** A blob that is a file. */
export function blobOfFile(file: string, sha256: string, size: number): StoredBlob {
  return { sha256, size, file, read: (start = 0, end = size) => readFilePart(file, start, end) };
}

/** Opens the file at the first pull; from then on its bytes stay, also when it is removed. */
function readFilePart(file: string, start: number, end: number): ReadableStream<Uint8Array> {
  let handle: FileHandle | undefined;
  let at = start;
  const close = async (): Promise<void> => {
    await handle?.close();
    handle = undefined;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          if (at >= end) {
            await close();
            controller.close();
            return;
          }
          handle ??= await open(file, "r");
          const piece = new Uint8Array(Math.min(pieceBytes, end - at));
          const { bytesRead } = await handle.read(piece, 0, piece.length, at);
          if (bytesRead === 0) throw new Error(`"${file}" ends at byte ${at}, before ${end}`);
          at += bytesRead;
          controller.enqueue(piece.subarray(0, bytesRead));
        } catch (error) {
          await close();
          throw error;
        }
      },
      cancel: close,
    },
    { highWaterMark: 0 },
  );
}
