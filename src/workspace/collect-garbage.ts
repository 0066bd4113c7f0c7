/**
 * The one door to the runtime's garbage collector. Reading a large tree and walking its scripts makes texts,
 * syntax trees and states that die at once; without a hint they pile up to several hundred megabytes before
 * the runtime looks at them.
 */
import { edenGC, heapSize } from "bun:jsc";

/** The garbage that may lie around: at least so much, and with many living things an eighth of them. */
const leastBytes = 16 << 20;
let mostBytes = leastBytes;
let droppedBytes = 0;

/** Notes how much was made and is not used any more, as its maker estimates it; now and then frees it all. */
export function noteGarbage(estimatedBytes: number): void {
  droppedBytes += estimatedBytes;
  if (droppedBytes < mostBytes) return;
  droppedBytes = 0;
  edenGC();
  // A collection takes the longer the more lives.
  mostBytes = Math.max(leastBytes, heapSize() / 8);
}
