import type { Evidence, Match, Pattern } from "./pattern.ts";
import type { Repository } from "./repository.ts";

/** So many different statements are shown, each with all of its places. */
const mostStatements = 6;
const mostEvidence = 100;

/** What rules and the pattern itself find in the repository, and the rule that found something. */
export function gatherEvidence(
  pattern: Pattern,
  match: Match,
  repository: Repository | undefined,
): { readonly evidence: readonly Evidence[]; readonly rule: string | undefined } {
  if (!repository) return { evidence: [], rule: undefined };
  const own = [...(pattern.confirm?.(match, repository) ?? [])];
  const rules = pattern.rules ?? [];
  const findings = repository.findings
    .filter(({ rule }) => rules.includes(rule))
    .sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
  const found = findings.map(
    ({ at, message }): Evidence => ({ at, says: "confirms", shows: firstSentence(message) }),
  );
  const places = new Set<string>();
  const statements = new Set<string>();
  const evidence = [...own, ...found].filter(({ at, shows }) => {
    const place = `${at.file}:${at.span.start}`;
    if (places.has(place)) return false;
    places.add(place);
    if (statements.size < mostStatements) statements.add(shows);
    return statements.has(shows);
  });
  return { evidence: evidence.slice(0, mostEvidence), rule: findings[0]?.rule };
}

function firstSentence(message: string): string {
  return /^.*?[.:;](?= )/.exec(message)?.[0].slice(0, -1) ?? message;
}
