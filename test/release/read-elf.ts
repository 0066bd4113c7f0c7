/** What a Linux executable asks of the machine that starts it, read from its ELF headers (64 bit, little endian). */
export interface ElfFile {
  readonly machine: "x64" | "arm64" | number;
  /** Path of the loader, without which the kernel refuses to start it. */
  readonly interpreter: string | undefined;
  /** Shared libraries by name. */
  readonly needed: readonly string[];
}

const machines: Readonly<Record<number, "x64" | "arm64">> = { 62: "x64", 183: "arm64" };
const load = 1;
const dynamic = 2;
const interp = 3;

/** Reads an ELF file; undefined when it is none. */
export function readElf(bytes: Buffer): ElfFile | undefined {
  if (bytes.subarray(0, 6).toString("latin1") !== "\x7fELF\x02\x01") return undefined;
  const machine = bytes.readUInt16LE(18);
  const segments = Array.from({ length: bytes.readUInt16LE(56) }, (_, index) => {
    const at = Number(bytes.readBigUInt64LE(32)) + index * bytes.readUInt16LE(54);
    const [offset = 0, address = 0, , size = 0] = [8, 16, 24, 32].map((field) =>
      Number(bytes.readBigUInt64LE(at + field)),
    );
    return { type: bytes.readUInt32LE(at), offset, address, size };
  });
  const offsetOf = (address: number): number => {
    const segment = segments.find(
      (one) => one.type === load && address >= one.address && address < one.address + one.size,
    );
    return segment === undefined ? Number.NaN : address - segment.address + segment.offset;
  };
  const textAt = (offset: number): string => bytes.toString("latin1", offset, bytes.indexOf(0, offset));

  const table = segments.find(({ type }) => type === dynamic);
  const entries = Array.from({ length: (table?.size ?? 0) / 16 }, (_, index) => {
    const at = (table?.offset ?? 0) + index * 16;
    return { tag: Number(bytes.readBigInt64LE(at)), value: Number(bytes.readBigUInt64LE(at + 8)) };
  });
  const strings = offsetOf(entries.find(({ tag }) => tag === 5)?.value ?? 0);
  const loader = segments.find(({ type }) => type === interp);
  return {
    machine: machines[machine] ?? machine,
    interpreter: loader && textAt(loader.offset),
    needed: entries.filter(({ tag }) => tag === 1).map(({ value }) => textAt(strings + value)),
  };
}
