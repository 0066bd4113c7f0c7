/** The address that a redirect leads to; throws where go does not go: from https to anything else, and out of HTTP. */
export function followRedirect(from: URL, location: string): URL {
  if (!URL.canParse(location, from.href))
    throw new Error(`redirected to no address: ${location.slice(0, 200)}`);
  const next = new URL(location, from);
  const isAllowed = next.protocol === "https:" || (next.protocol === "http:" && from.protocol === "http:");
  if (!isAllowed)
    throw new Error(`redirected from ${from.protocol.slice(0, -1)} to ${next.protocol.slice(0, -1)}`);
  return next;
}
