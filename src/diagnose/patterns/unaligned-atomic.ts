import { definePattern, type LogContext } from "../pattern.ts";

const panics =
  /^(?:panic: |fatal error: |.*?\]: panic: )?unaligned 64-bit atomic operation(?: \[recovered\])?$/;
const nilPointer = /(?:^|[\s:])invalid memory address or nil pointer dereference(?: \[recovered\])?$/;
/** A frame of the runtime's own 64-bit operations: where 32-bit machines ended before they had words for it. */
const oldFrame =
  /^\s*(?:runtime\/internal\/atomic\.(?:Cas|Xadd|Load|Store|Xchg|goCas|goXadd|goXchg|goLoad|goStore)64|sync\/atomic\.(?:[Aa]dd|[Ll]oad|[Ss]tore|[Ss]wap|[Cc]ompareAndSwap)U?[Ii]nt64)\(0x(?<address>[0-9a-f]+)/;
const ownFrame = /^\s*(?<function>[\w./\-~%]+\.[\w.()*[\]…·]+)\((?:0x|\.\.\.|\{|\))/;
const runtimeFrame =
  /^\s*(?:(?:internal\/)?runtime(?:\/internal)?\/atomic\.|sync\/atomic\.|runtime\.|testing\.|panic\(|goroutine )/;
const location = /^\s*(?<place>\S+\.go:\d+)(?: \+0x[0-9a-f]+)?/;

/** Source of the words: internal/runtime/atomic/unaligned.go (runtime/internal/atomic before 1.24; 1.14 on). */
export default definePattern({
  id: "unaligned-atomic",
  title: "A 64-bit atomic operation on a field that 32-bit machines do not align",
  isOfPrograms: true,
  needles: ["unaligned 64-bit atomic operation", "nil pointer dereference"],

  match(context) {
    const { line } = context;
    const isTold = panics.test(line.text.trim());
    if (!isTold && !(nilPointer.test(line.text) && isOddAddress(context))) return undefined;
    const frame = ownFrameOf(context);
    const who = frame?.name === undefined ? "The program" : frame.name;
    return {
      message: `${who} uses a 64-bit value atomically at an address that is not a multiple of 8, which 32-bit processors refuse${frame?.place === undefined ? "" : ` (${frame.place})`}`,
      fix: "Make that field an atomic.Int64 or atomic.Uint64 (Go 1.19), which aligns itself, or the first of its struct; in a dependency, take a version that does so",
      confidence: isTold ? 0.97 : 0.9,
      subject: frame?.name ?? "atomic",
      lines: frame ? [frame.number] : [],
    };
  },
});

/** Before the runtime had words, it read address 0 on purpose; the operation's own address is in the frame above. */
function isOddAddress({ at }: LogContext): boolean {
  for (let offset = 1; offset <= 6; offset++) {
    const address = oldFrame.exec(at(offset)?.text ?? "")?.groups?.address;
    if (address === undefined) continue;
    const value = Number.parseInt(address, 16);
    return value !== 0 && value % 8 === 4;
  }
  return false;
}

function ownFrameOf({
  at,
}: LogContext): { name: string; place: string | undefined; number: number } | undefined {
  for (let offset = 1; offset <= 13; offset++) {
    const near = at(offset);
    if (near === undefined) return undefined;
    const name = runtimeFrame.test(near.text) ? undefined : ownFrame.exec(near.text)?.groups?.function;
    if (name !== undefined)
      return { name, place: location.exec(at(offset + 1)?.text ?? "")?.groups?.place, number: near.number };
  }
  return undefined;
}
