/** GOARCH by e_machine; the ones with two entries differ by size or byte order. */
const archOf: Readonly<Record<number, (elf: { bits: 32 | 64; isBigEndian: boolean }) => string>> = {
  3: () => "386",
  8: ({ bits, isBigEndian }) => `mips${bits === 64 ? "64" : ""}${isBigEndian ? "" : "le"}`,
  20: () => "ppc",
  21: ({ isBigEndian }) => (isBigEndian ? "ppc64" : "ppc64le"),
  22: ({ bits }) => (bits === 64 ? "s390x" : "s390"),
  40: ({ isBigEndian }) => (isBigEndian ? "armbe" : "arm"),
  43: () => "sparc64",
  62: ({ bits }) => (bits === 64 ? "amd64" : "amd64p32"),
  183: ({ isBigEndian }) => (isBigEndian ? "arm64be" : "arm64"),
  243: ({ bits }) => (bits === 64 ? "riscv64" : "riscv"),
  258: () => "loong64",
};

/** The GOARCH of an ELF file; undefined for a machine that go has no name for. */
export function elfArch(elf: { machine: number; bits: 32 | 64; isBigEndian: boolean }): string | undefined {
  return archOf[elf.machine]?.(elf);
}
