/** The part of a file that a Range header asks for: all of it when there is none, or more than one (RFC 9110 §14.2). */
export type Part = { readonly start: number; readonly end: number } | "all" | "outside";

/** Reads `bytes=0-99`, `bytes=100-`, `bytes=-100`; what cannot be read asks for everything. */
export function parseRange(range: string | null, size: number): Part {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "all";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "outside" : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < start) return "all";
  return start < size ? { start, end } : "outside";
}
