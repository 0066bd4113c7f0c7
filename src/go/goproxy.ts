/** The GOPROXY list (https://go.dev/ref/mod#goproxy-protocol) as go reads it. */

import { proxyUrlProblem } from "./proxy-url.ts";
import { trimGoSpace } from "./white-space.ts";

/** Stands here too because a proxy and the database are asked about together. */
export { sumdbProtection } from "./sumdb-protection.ts";

/** One element of GOPROXY. */
export interface GoproxyElement {
  /** Trimmed, as written. */
  readonly text: string;
  readonly kind: "url" | "direct" | "off" | "file" | "noproxy";
  /** What follows the element: `,` goes on after 404 and 410, `|` after any error. */
  readonly separator: "," | "|" | "";
  /** A query is sent with each request; go itself reads nothing from it. */
  readonly hasQuery: boolean;
  /** A fragment is dropped. */
  readonly hasFragment: boolean;
  /** What go asks: `https://` is put before a bare host. */
  readonly url: string;
  /** False for what stands after `direct` or `off`, which go never reads. */
  readonly isReached: boolean;
  /** Offsets in the value. */
  readonly start: number;
  readonly end: number;
}

/** Why go refuses the whole list. */
export interface GoproxyProblem {
  /** In go's own words. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A GOPROXY value taken apart. */
export interface Goproxy {
  readonly elements: readonly GoproxyElement[];
  /** Any of them stops every lookup. */
  readonly problems: readonly GoproxyProblem[];
}

/** Parses an effective GOPROXY value; an empty one is a problem, since go puts its default in its place before. */
export function parseGoproxy(value: string): Goproxy {
  const elements: GoproxyElement[] = [];
  const problems: GoproxyProblem[] = [];
  let isReached = true;
  for (const part of value.matchAll(/([^,|]*)([,|]?)/g)) {
    const [, written = "", separator = ""] = part;
    const text = trimGoSpace(written);
    if (text === "") continue;
    const start = part.index + written.indexOf(text);
    const end = start + text.length;
    const element = readElement(text, {
      separator: separator === "," || separator === "|" ? separator : "",
      start,
      end,
      isReached,
    });
    elements.push(element);
    const isBuiltIn = element.kind === "direct" || element.kind === "off";
    const problem = isReached && !isBuiltIn ? proxyUrlProblem(element.url) : undefined;
    if (problem !== undefined) problems.push({ text: problem, start, end });
    if (isBuiltIn) isReached = false;
  }
  if (elements.length === 0) {
    problems.push({
      text: "GOPROXY list is not the empty string, but contains no entries",
      start: 0,
      end: value.length,
    });
  }
  return { elements, problems };
}

function readElement(
  text: string,
  place: Pick<GoproxyElement, "separator" | "start" | "end" | "isReached">,
): GoproxyElement {
  if (text === "direct" || text === "off") {
    return { text, kind: text, hasQuery: false, hasFragment: false, url: "", ...place };
  }
  if (text === "noproxy")
    return { text, kind: "noproxy", hasQuery: false, hasFragment: false, url: "noproxy", ...place };
  const isBareHost = /[.:/]/.test(text) && !text.includes(":/") && !text.startsWith("/");
  const url = isBareHost ? `https://${text}` : text;
  const hash = url.indexOf("#");
  return {
    text,
    kind: /^file:/i.test(url) ? "file" : "url",
    hasQuery: (hash === -1 ? url : url.slice(0, hash)).includes("?"),
    hasFragment: hash !== -1,
    url,
    ...place,
  };
}
