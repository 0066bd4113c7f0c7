/** The item whose folder is the given one or the nearest above it. */
export function nearestAbove<Item extends { readonly folder: string }>(
  items: readonly Item[],
  folder: string,
): Item | undefined {
  let nearest: Item | undefined;
  for (const item of items) {
    const holds = item.folder === "" || folder === item.folder || folder.startsWith(`${item.folder}/`);
    if (holds && (!nearest || item.folder.length > nearest.folder.length)) nearest = item;
  }
  return nearest;
}
