/** Which URLs go takes as a module proxy: what `net/url` can parse, with one of three schemes. */

/** Why go refuses a GOPROXY element, in its own words but with passwords hidden; undefined when it takes it. */
export function proxyUrlProblem(url: string): string | undefined {
  const [rest = ""] = url.split("#", 1);
  const fragment = url.slice(rest.length + 1);
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*(?=:)/.exec(rest)?.[0].toLowerCase();
  const syntax = syntaxProblem(rest, scheme);
  if (syntax !== undefined) return `parse ${quote(redact(rest))}: ${syntax}`;
  const printed = redact(escapeBlanks(url));
  if (scheme === undefined) return `invalid proxy URL missing scheme: ${printed}`;
  if (scheme === "file") {
    const isPath = /^file:\/\/(?:\/[^?]*)?$/i.test(rest) && fragment === "";
    return isPath ? undefined : `invalid file:// proxy URL with non-path elements: ${printed}`;
  }
  if (scheme === "http" || scheme === "https") return undefined;
  return `invalid proxy URL scheme (must be https, http, file): ${printed}`;
}

function syntaxProblem(url: string, scheme: string | undefined): string | undefined {
  if (/[\0-\x1f\x7f]/.test(url)) return "net/url: invalid control character in URL";
  if (url.startsWith(":")) return "missing protocol scheme";
  const [hierarchy = ""] = url.slice(scheme === undefined ? 0 : scheme.length + 1).split("?", 1);
  if (!hierarchy.startsWith("/")) {
    if (scheme !== undefined) return undefined;
    const [segment = ""] = hierarchy.split("/", 1);
    return segment.includes(":") ? "first path segment in URL cannot contain colon" : undefined;
  }
  const hasAuthority = hierarchy.startsWith("//") && (scheme !== undefined || !hierarchy.startsWith("///"));
  const [authority = ""] = hasAuthority ? hierarchy.slice(2).split("/", 1) : [""];
  const path = hasAuthority ? hierarchy.slice(2 + authority.length) : hierarchy;
  return authorityProblem(authority) ?? escapeProblem(path);
}

function authorityProblem(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const host = authority.slice(at + 1);
  const user = at === -1 ? "" : authority.slice(0, at);
  const hostReason = hostProblem(host);
  if (hostReason !== undefined) return hostReason;
  if (/[^A-Za-z0-9\-._:~!$&'()*+,;=%@]/.test(user)) return "net/url: invalid userinfo";
  return escapeProblem(user);
}

function hostProblem(host: string): string | undefined {
  let port = /:.*$/s.exec(host)?.[0] ?? "";
  if (host.startsWith("[")) {
    const close = host.lastIndexOf("]");
    if (close === -1) return "missing ']' in host";
    port = host.slice(close + 1);
  } else if (host.includes("[")) {
    return "invalid IP-literal";
  }
  if (port !== "" && !/^:[0-9]*$/.test(port)) return `invalid port ${quote(port)} after host`;
  const badEscape = /%(?!25|[89A-Fa-f][0-9A-Fa-f]).{0,2}/.exec(host)?.[0];
  if (badEscape !== undefined) return `invalid URL escape ${quote(badEscape)}`;
  const bad = /[ \\^`{|}]/.exec(host)?.[0];
  return bad === undefined ? undefined : `invalid character ${quote(bad)} in host name`;
}

function escapeProblem(text: string): string | undefined {
  const bad = /%(?![0-9A-Fa-f]{2}).{0,2}/s.exec(text)?.[0];
  return bad === undefined ? undefined : `invalid URL escape ${quote(bad)}`;
}

/** As Go's `%q`, as far as texts without control characters other than DEL need it. */
function quote(text: string): string {
  return JSON.stringify(text)
    .replace(/\\u00([0-9a-f]{2})/g, "\\x$1")
    .replaceAll("\x7f", "\\x7f");
}

/** Go prints a URL that it could parse in escaped form. */
function escapeBlanks(url: string): string {
  return url.replace(/[^!-~]+/g, (run) => encodeURIComponent(run.replace(/\p{Surrogate}/gu, "\ufffd")));
}

/** Hides the password of a URL. */
function redact(url: string): string {
  return url.replace(/^([^/]*\/\/[^/@:]*):[^/@]*@/, "$1:xxxxx@");
}
