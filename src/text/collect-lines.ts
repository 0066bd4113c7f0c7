/** What a reader makes of each line of a text, in order; lines it makes nothing of are left out. A CR stays in the line. */
export function collectLines<Item>(
  text: string,
  read: (line: string, offset: number) => Item | undefined,
): readonly Item[] {
  const items: Item[] = [];
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf("\n", start);
    if (end < 0) end = text.length;
    const item = read(text.slice(start, end), start);
    if (item !== undefined) items.push(item);
    start = end + 1;
  }
  return items;
}
