import { describe, expect, test } from "bun:test";
import { deflateRawSync, gzipSync } from "node:zlib";
import { commitFiles } from "./_repository-with.ts";
import { ArchiveError } from "./archive-error.ts";
import { createArchiveTree } from "./archive-tree.ts";
import { treeSuite } from "./tree-suite.ts";

for (const format of ["zip", "tar", "tar.gz"]) {
  treeSuite(`a ${format} file that git made`, (wanted) => {
    const scratch = commitFiles(wanted);
    const bytes = scratch.git(["archive", `--format=${format}`, "--prefix=repository-1.0/", "HEAD"]);
    scratch.remove();
    return createArchiveTree(bytes, { name: `repository.${format}`, stripTopFolder: true });
  });
}

interface ZipPart {
  readonly name: string;
  readonly content?: string | Uint8Array;
  /** What the directory says, where it lies. */
  readonly sizeBytes?: number;
  readonly checksum?: number;
  readonly method?: number;
  readonly flags?: number;
  /** Uses the bytes of this earlier part. */
  readonly shares?: number;
}

function makeZip(parts: readonly ZipPart[]): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content ?? "");
    const packed = part.method === 0 ? content : deflateRawSync(content);
    const name = Buffer.from(part.name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const start = part.shares === undefined ? offset : (offsets[part.shares] ?? 0);
    offsets.push(start);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(part.flags ?? 0, 8);
    header.writeUInt16LE(part.method ?? 8, 10);
    header.writeUInt32LE(part.checksum ?? Bun.hash.crc32(content), 16);
    header.writeUInt32LE(packed.length, 20);
    header.writeUInt32LE(part.sizeBytes ?? content.length, 24);
    header.writeUInt16LE(name.length, 28);
    header.writeUInt32LE(start, 42);
    directory.push(header, name);
    if (part.shares !== undefined) continue;
    chunks.push(local, name, packed);
    offset += 30 + name.length + packed.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, table, end]);
}

const open = (bytes: Uint8Array): string[] =>
  createArchiveTree(bytes, { name: "a.zip" }).entries.map(({ path }) => path);
const refusal = (bytes: Uint8Array): string => {
  try {
    open(bytes);
  } catch (error) {
    if (error instanceof ArchiveError) return error.message.replace('Cannot read archive "a.zip": ', "");
    throw error;
  }
  return "read";
};
const readOf = (bytes: Uint8Array, path: string): string => {
  const result = createArchiveTree(bytes, { name: "a.zip" }).read(path);
  return result.ok ? Buffer.from(result.bytes).toString() : `cannot: ${result.reason}`;
};

describe("a module zip", () => {
  const zip = makeZip([
    { name: "example.com/a/b@v1.2.3/go.mod", content: "module example.com/a/b\n" },
    { name: "example.com/a/b@v1.2.3/c/c.go", content: "package c\n" },
  ]);

  test("has its files without path@version", () => {
    expect(open(zip)).toEqual(["c/c.go", "go.mod"]);
    expect(readOf(zip, "go.mod")).toBe("module example.com/a/b\n");
  });

  test("knows nothing about what git tracks", () => {
    expect(createArchiveTree(zip, { name: "a.zip" }).isTracked("go.mod")).toBeUndefined();
  });

  test("with a file outside the prefix it must have is refused", () => {
    expect(() => createArchiveTree(zip, { name: "a.zip", prefix: "example.com/a/b@v1.2.4/" })).toThrow(
      ArchiveError,
    );
  });
});

describe("a dangerous archive is refused in one line", () => {
  for (const name of ["../x", "/etc/x", "a/../../x", "a//b", "C:/x", "a\\b", "a/./b", "a\0b"])
    test(`because of the name ${JSON.stringify(name)}`, () => {
      expect(refusal(makeZip([{ name, content: "x" }]))).toBe(
        `it has a dangerous name: ${JSON.stringify(name)}`,
      );
    });

  test("because it unpacks to too much", () => {
    const parts = Array.from({ length: 3 }, (_, index) => ({
      name: `f${index}`,
      content: "x",
      sizeBytes: 0x0fffffff,
    }));
    expect(refusal(makeZip(parts))).toBe("its files would be larger than 512 MiB together");
  });

  test("because its files overlap", () => {
    expect(
      refusal(
        makeZip([
          { name: "a", content: "xxxx" },
          { name: "b", content: "xxxx", shares: 0 },
        ]),
      ),
    ).toBe("its files overlap");
  });

  test("because one path stands in it twice, or as file and folder", () => {
    expect(refusal(makeZip([{ name: "a" }, { name: "a" }]))).toBe('it has "a" twice');
    expect(refusal(makeZip([{ name: "a" }, { name: "a/b" }]))).toBe('it has "a" as file and as folder');
  });

  test("because it is cut off or no archive", () => {
    const zip = makeZip([{ name: "a", content: "text" }]);
    expect(refusal(zip.subarray(0, zip.length - 1))).toBe("it is not a zip file, or is cut off");
    expect(refusal(Buffer.from("hello ".repeat(200)))).toBe(
      "it is not a tar file, or a header in it is damaged",
    );
    expect(refusal(Buffer.from(""))).toBe("it is not a tar file, or is cut off");
    expect(refusal(Buffer.from("\x1f\x8bhello", "latin1"))).toBe("it is not a gzip file, or is damaged");
  });

  test("because a gzip file unpacks to too much", () => {
    const zeros = gzipSync(Buffer.alloc(1 << 24));
    const bomb = Buffer.concat(Array.from({ length: 33 }, () => zeros));
    expect(refusal(bomb)).toBe("it unpacks to more than 512 MiB");
  });
});

describe("a file of a zip is not read", () => {
  test("when it is larger or smaller than the zip says", () => {
    const larger = makeZip([{ name: "a", content: "x".repeat(100_000), sizeBytes: 10 }]);
    const smaller = makeZip([{ name: "a", content: "x", sizeBytes: 10 }]);
    expect(readOf(larger, "a")).toBe("cannot: it does not unpack to the size the zip says");
    expect(readOf(smaller, "a")).toBe("cannot: it is not as large as the zip says");
  });

  test("when its checksum is wrong", () => {
    expect(readOf(makeZip([{ name: "a", content: "x", checksum: 1 }]), "a")).toBe(
      "cannot: its checksum is wrong",
    );
  });

  test("when it is encrypted or compressed in a way that Go does not read", () => {
    expect(readOf(makeZip([{ name: "a", content: "x", flags: 1 }]), "a")).toBe("cannot: it is encrypted");
    expect(readOf(makeZip([{ name: "a", content: "x", method: 12 }]), "a")).toBe(
      "cannot: it is compressed by method 12, which Go does not read",
    );
  });

  test("but a stored file is", () => {
    expect(readOf(makeZip([{ name: "a", content: "stored", method: 0 }]), "a")).toBe("stored");
  });
});

describe("a tar file", () => {
  const tarOf = (args: readonly string[], files: Readonly<Record<string, string>>): Uint8Array => {
    const scratch = commitFiles({ files, links: {}, executable: [] });
    const made = Bun.spawnSync(["tar", "-C", scratch.folder, "--exclude=.git", ...args, "-cf", "-", "."]);
    scratch.remove();
    return made.stdout;
  };
  const long = `${"folder/".repeat(40)}${"n".repeat(120)}.go`;

  for (const format of ["gnu", "pax", "ustar"])
    test(`of the ${format} kind has long names and starts with ./`, () => {
      const path = format === "ustar" ? `${"f/".repeat(60)}n.go` : long;
      const tree = createArchiveTree(
        tarOf([`--format=${format}`], { [path]: "package n", "go.mod": "module a" }),
        { name: "a.tar" },
      );
      expect(tree.entries.map((entry) => entry.path)).toEqual([path, "go.mod"]);
      expect(tree.read(path).ok).toBe(true);
    });

  test("with a second name for a file has both", () => {
    const scratch = commitFiles({ files: { "a.go": "package a" }, links: {}, executable: [] });
    Bun.spawnSync(["ln", `${scratch.folder}/a.go`, `${scratch.folder}/b.go`]);
    const made = Bun.spawnSync(["tar", "-C", scratch.folder, "-cf", "-", "a.go", "b.go"]);
    scratch.remove();
    const tree = createArchiveTree(made.stdout, { name: "a.tar" });
    const result = tree.read("b.go");
    expect(result.ok && Buffer.from(result.bytes).toString()).toBe("package a");
  });
});
