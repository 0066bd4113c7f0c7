import type { Unknown } from "../../workspace/unknown.ts";

/** Codes and places of the unknowns in a list, as far as the list was looked at. */
const noted = new WeakMap<readonly Unknown[], { places: Set<string>; count: number }>();

/** Appends an unknown to a list unless one of its code and place stands there. */
export function noteOnce(unknown: Unknown, unknowns: Unknown[]): void {
  const known = noted.get(unknowns) ?? { places: new Set(), count: 0 };
  noted.set(unknowns, known);
  for (; known.count < unknowns.length; known.count++) {
    const added = unknowns[known.count];
    if (added) known.places.add(placeOf(added));
  }
  if (!known.places.has(placeOf(unknown))) unknowns.push(unknown);
}

/** Empties a list, and gives what stood in it. */
export function takeNoted(unknowns: Unknown[]): readonly Unknown[] {
  noted.delete(unknowns);
  return unknowns.splice(0);
}

function placeOf({ at, code }: Unknown): string {
  return `${at.file}\0${at.span.start}\0${code}`;
}
