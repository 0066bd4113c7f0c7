import { errorReader } from "../error-reader.ts";
import { definePattern, type Evidence } from "../pattern.ts";

interface Family {
  readonly read: ReturnType<typeof errorReader>;
  /** What was asked for, by the words of the log. */
  readonly what: (name: string) => string;
  /** The import or call that registers it. */
  readonly remedy: (name: string) => string;
  readonly confidence: number;
}

const drivers: Readonly<Record<string, string>> = {
  postgres: "github.com/lib/pq",
  pgx: "github.com/jackc/pgx/v5/stdlib",
  mysql: "github.com/go-sql-driver/mysql",
  sqlite3: "github.com/mattn/go-sqlite3",
  sqlite: "modernc.org/sqlite",
  sqlserver: "github.com/microsoft/go-mssqldb",
};
/** By crypto.Hash. */
const hashes: Readonly<Record<string, string>> = {
  1: "golang.org/x/crypto/md4",
  2: "crypto/md5",
  3: "crypto/sha1",
  4: "crypto/sha256",
  5: "crypto/sha256",
  6: "crypto/sha512",
  7: "crypto/sha512",
  9: "golang.org/x/crypto/ripemd160",
};
const blank = (path: string): string =>
  `Import ${path.startsWith("the ") ? path : `_ "${path}"`} in the program that runs, in a file that no constraint leaves out`;

/** Sources of the words: database/sql, image, encoding/gob, crypto; client-go, apimachinery, gocloud.dev, grpc, migrate. */
const families: readonly Family[] = [
  {
    read: errorReader(/(?:sql: )?unknown driver \\?"?(?<name>[\w.+-]*)\\?"? \(forgotten import\?\)/),
    what: (name) => `No driver "${name}" is registered`,
    remedy: (name) =>
      name === ""
        ? "Set the driver's name where the program reads it (environment, configuration): it passed an empty one"
        : drivers[name] === undefined
          ? blank("the driver's package")
          : `${blank(drivers[name])} (or another driver that registers "${name}")`,
    confidence: 0.95,
  },
  {
    read: errorReader(/image: unknown format(?<name>)(?:$|["\s])/),
    what: () => "No decoder for the image's format is registered",
    remedy: () =>
      'Import _ "image/png", _ "image/jpeg" or the format\'s package beside image.Decode; or the bytes are no image',
    confidence: 0.6,
  },
  {
    read: errorReader(/[Nn]o Auth Provider found for name \\?"(?<name>[^"\\]+)\\?"/),
    what: (name) => `client-go has no auth provider "${name}" registered`,
    remedy: () =>
      `${blank("k8s.io/client-go/plugin/pkg/client/auth")}; gcp and azure are gone from 1.26 on: use their exec plugins`,
    confidence: 0.95,
  },
  {
    read: errorReader(/gob: (?:name|type) not registered for interface: "?(?<name>[^"\s]+)"?/),
    what: (name) => `gob does not know the type ${name}`,
    remedy: (name) =>
      `Call gob.Register with a value of ${name} in both programs before they encode and decode`,
    confidence: 0.95,
  },
  {
    read: errorReader(/(?:panic: )?crypto: requested hash function #(?<name>\d+) is unavailable/),
    what: (name) => `The hash function number ${name} of package crypto is linked in nowhere`,
    remedy: (name) => blank(hashes[name] ?? "the package of that hash"),
    confidence: 0.95,
  },
  {
    read: errorReader(/no driver registered for \\?"(?<name>[^"\\]+)\\?" for URL/),
    what: (name) => `No gocloud.dev driver for "${name}" is registered`,
    remedy: (name) =>
      `Import the driver's package for its side effect (for example _ "gocloud.dev/blob/${name}blob")`,
    confidence: 0.95,
  },
  {
    read: errorReader(
      /grpc: (?:Decompressor|Compressor) is not installed for (?:requested )?grpc-encoding \\?"(?<name>[^"\\]+)\\?"/,
    ),
    what: (name) => `grpc has no compressor "${name}" registered`,
    remedy: (name) => blank(`google.golang.org/grpc/encoding/${name}`),
    confidence: 0.95,
  },
  {
    read: errorReader(
      /no kind (?:\\?"(?<name>[^"\\]+)\\?" is registered for version|is registered for the type (?<type>\S+))/,
    ),
    what: (name) => `The Kubernetes scheme does not know ${name}`,
    remedy: (name) =>
      `Call AddToScheme of the package that defines ${name} on this scheme before the client is made`,
    confidence: 0.85,
  },
];

/** The program asks a registry by name, and no package that was linked in has put the name there. */
export default definePattern({
  id: "unregistered-provider",
  title: "A driver or decoder is asked for that no linked package registers",
  rules: ["tags/registration-behind-tag"],
  isOfPrograms: true,
  needles: [
    "(forgotten import?)",
    "image: unknown format",
    "o Auth Provider found for name ",
    " not registered for interface: ",
    "crypto: requested hash function #",
    "no driver registered for ",
    " is not installed for requested grpc-encoding",
    " is not installed for grpc-encoding",
    "is registered for version",
    "no kind is registered for the type ",
  ],

  match({ line }) {
    for (const { read, what, remedy, confidence } of families) {
      const words = read(line.text);
      if (!words) continue;
      const name = words.name ?? words.type ?? "";
      return {
        message: what(name),
        fix: remedy(name),
        confidence,
        subject: name,
        values: { path: drivers[name] ?? hashes[name] ?? "" },
      };
    }
    return undefined;
  },

  *confirm({ values }, { workspace }): Generator<Evidence> {
    for (const { path, imports, constraint, constraintLines, isTest } of workspace.goFiles) {
      const found = imports.find((each) => each.path === values?.path);
      if (!found || isTest) continue;
      const line = constraint && constraintLines.find(({ isHonoured }) => isHonoured);
      yield line
        ? { at: { file: path, span: line.span }, says: "confirms", shows: line.text.trim() }
        : { at: { file: path, span: found.span }, says: "contradicts", shows: `imports ${found.path}` };
    }
  },
});
