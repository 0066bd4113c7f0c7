/**
 * Wildcards that cannot hang: all places a pattern may have come to are carried along at once, so the work is the
 * length of the pattern times the length of the text, whatever the pattern.
 */

/** One step of a pattern. */
export type WildcardStep =
  | { readonly kind: "text"; readonly text: string }
  /** One character that is accepted. */
  | { readonly kind: "one"; takes(character: string): boolean }
  /** Any number of characters that are accepted. */
  | { readonly kind: "run"; takes(character: string): boolean }
  /** Any number of whole folders with their slashes. */
  | { readonly kind: "folders" };

/** Whether the steps match all of a text. Characters are UTF-16 units. */
export function matchesWildcard(steps: readonly WildcardStep[], text: string): boolean {
  let places = new Uint8Array(text.length + 1);
  places[0] = 1;
  for (const step of steps) {
    places = advance(places, step, text);
    if (!places.includes(1)) return false;
  }
  return places[text.length] === 1;
}

function advance(places: Uint8Array, step: WildcardStep, text: string): Uint8Array<ArrayBuffer> {
  const next = new Uint8Array(places.length);
  let isBelow = false;
  for (let at = 0; at < places.length; at++) {
    if (step.kind === "folders" && isBelow && text[at - 1] === "/") next[at] = 1;
    if (places[at] !== 1 && !(step.kind === "run" && next[at] === 1)) continue;
    isBelow = true;
    switch (step.kind) {
      case "text":
        if (text.startsWith(step.text, at)) next[at + step.text.length] = 1;
        break;
      case "one":
        if (at < text.length && step.takes(text.charAt(at))) next[at + 1] = 1;
        break;
      case "run":
        next[at] = 1;
        if (at < text.length && step.takes(text.charAt(at))) next[at + 1] = 1;
        break;
      case "folders":
        next[at] = 1;
        break;
    }
  }
  return next;
}
