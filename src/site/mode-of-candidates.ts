import { type GoCall, mayHoldFlag, readGoCall } from "./go-arguments.ts";
import type { CommandArgument, Mode } from "./site.ts";
import { known } from "./value.ts";

/** More texts than this are no list of settings. */
const mostTexts = 8;

/**
 * The mode of a call in which a word is one of several texts, where each of them gives the same one: of
 * `go run $MOD .` with a vendor folder, whether MOD is `-mod=vendor` or empty.
 */
export function modeOfCandidates(
  call: GoCall,
  words: readonly CommandArgument[],
  goVersion: string | undefined,
  modeOf: (call: GoCall) => Mode,
): Mode {
  const open = mayHoldFlag(call, "mod");
  const value = open?.value;
  if (!open || value?.kind !== "unknown" || !value.candidates) return modeOf(call);
  const { candidates, at, reason } = value;
  if (candidates.length > mostTexts) return modeOf(call);
  const modes = candidates.map((text) => {
    const parts = text.split(/\s+/).filter((part) => part !== "");
    const given = parts.map((part) => ({ ...open, text: part, value: known(part, at) }));
    return modeOf(
      readGoCall(
        words.flatMap((word) => (word === open ? given : [word])),
        goVersion,
      ),
    );
  });
  const [first] = modes;
  if (!first || modes.some(({ value: mode, error }) => error || mode === "unknown" || mode !== first.value))
    return modeOf(call);
  const texts = candidates.map((text) => `"${text.trim()}"`).join(" or ");
  const why = { text: `${open.text} is ${texts} (${reason}): each gives the same mode`, at: open.at };
  return { ...first, why: [why, ...first.why] };
}
