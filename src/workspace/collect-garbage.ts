/**
 * The one door to the runtime's garbage collector. Reading a large tree makes texts and syntax trees that die
 * at once; without a hint they pile up to several hundred megabytes before the runtime looks at them.
 */
import { edenGC } from "bun:jsc";

/** Frees what was made since the last time and is not used any more. */
export function collectYoungGarbage(): void {
  edenGC();
}
