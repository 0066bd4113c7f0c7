/** Globs of configuration: `*` inside one path part, `**` across parts, `?`, `{a,b}`; everything else is itself. */
import { matchesWildcard, type WildcardStep } from "./wildcard.ts";

/** More alternatives than this are not written by hand; the glob then matches nothing. */
const mostAlternatives = 256;

const isAny = (): boolean => true;
const isNoSlash = (character: string): boolean => character !== "/";

/** Whether a path matches a glob as a whole. */
export function matchesGlob(glob: string, path: string): boolean {
  return compileGlob(glob).some((steps) => matchesWildcard(steps, path));
}

/** Whether a path, or a folder that holds it, matches a glob. */
export function matchesPath(glob: string, path: string): boolean {
  const alternatives = compileGlob(glob.replace(/\/+$/, "").replace(/\/\*\*$/, ""));
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    const folder = path.slice(0, end);
    if (alternatives.some((steps) => matchesWildcard(steps, folder))) return true;
  }
  return false;
}

/** Whether a name matches a pattern in which `*` stands for any text, slashes included. */
export function matchesName(pattern: string, name: string): boolean {
  const steps = pattern
    .split("*")
    .flatMap((text, index): WildcardStep[] => [
      ...(index > 0 ? [{ kind: "run", takes: isAny } as const] : []),
      { kind: "text", text },
    ]);
  return matchesWildcard(steps, name);
}

const compiled = new Map<string, readonly (readonly WildcardStep[])[]>();

function compileGlob(glob: string): readonly (readonly WildcardStep[])[] {
  const known = compiled.get(glob);
  if (known) return known;
  const alternatives = expandBraces(glob).map(stepsOf);
  compiled.set(glob, alternatives);
  return alternatives;
}

/** `x/{a,b}.go` as `x/a.go` and `x/b.go`; braces may stand inside of braces. */
function expandBraces(glob: string): readonly string[] {
  let done: string[] = [];
  let open = [glob];
  while (open.length > 0) {
    const next: string[] = [];
    for (const each of open) {
      // An inner pair holds no brace, so it can be replaced by each of its members.
      const pair = /\{([^{}]*)\}/.exec(each);
      if (!pair) done.push(each);
      else
        for (const member of (pair[1] ?? "").split(","))
          next.push(each.slice(0, pair.index) + member + each.slice(pair.index + pair[0].length));
    }
    if (done.length + next.length > mostAlternatives) return [];
    open = next;
  }
  done = [...new Set(done)];
  return done;
}

function stepsOf(glob: string): readonly WildcardStep[] {
  const steps: WildcardStep[] = [];
  for (const [token] of glob.matchAll(/\*\*\/|\*+|\?|[^*?]+/g)) {
    const at = steps.length === 0 || endsWithSlash(steps);
    if (token === "**/" && at) steps.push({ kind: "folders" });
    else if (token === "**/") steps.push({ kind: "run", takes: isAny }, { kind: "text", text: "/" });
    else if (token === "*") steps.push({ kind: "run", takes: isNoSlash });
    else if (token.startsWith("*")) steps.push({ kind: "run", takes: isAny });
    else if (token === "?") steps.push({ kind: "one", takes: isNoSlash });
    else steps.push({ kind: "text", text: token });
  }
  return steps;
}

function endsWithSlash(steps: readonly WildcardStep[]): boolean {
  const last = steps.at(-1);
  return last?.kind === "folders" || (last?.kind === "text" && last.text.endsWith("/"));
}
