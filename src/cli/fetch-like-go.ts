/** Requests to proxies and logs as go makes them: credentials only for the host they were written for. */
import { followRedirect } from "./follow-redirect.ts";

const mostRedirects = 9;

/** The answer at the end of the redirects; throws what completes "HOST: …". */
export async function fetchLikeGo(address: string, signal: AbortSignal): Promise<Response> {
  const first = new URL(address);
  const headers = authorizationOf(first);
  let url = first;
  for (let redirects = 0; ; redirects++) {
    const response = await fetch(withoutUser(url), {
      signal,
      redirect: "manual",
      headers: url.host === first.host ? headers : {},
    });
    const target = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (target === null) return response;
    await response.body?.cancel();
    if (redirects >= mostRedirects) throw new Error("stopped after 10 redirects");
    url = followRedirect(url, target);
  }
}

/** A body that is shorter than it was announced; undefined when nothing was announced. */
export function isCutOff({ headers }: Response, length: number): boolean {
  const declared = headers.get("content-length");
  return declared !== null && !headers.has("content-encoding") && Number(declared) !== length;
}

/** The host of an address for a report, which credentials must not reach. */
export function hostOf(address: string): string {
  if (!URL.canParse(address)) return "GOPROXY";
  const { host, protocol, pathname } = new URL(address);
  return protocol === "file:" ? pathname : host;
}

function authorizationOf(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

function withoutUser(url: URL): string {
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain.href;
}
