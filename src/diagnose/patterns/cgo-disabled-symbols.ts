import { cgoModules } from "../../site/knowledge/cgo-modules.ts";
import { cgoEvidence } from "../cgo-evidence.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";
import { importEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /(?<file>(?:\S|\\ )+\.go):\d+(?::\d+)?: undefined: (?<symbol>[\w.]+)(?: \(typecheck\))?$/,
);
/** Modules whose types stand in files with import "C", by the name that other packages call them. */
const packages: Readonly<Record<string, readonly string[]>> = {
  sqlite3: ["github.com/mattn/go-sqlite3"],
  kafka: ["github.com/confluentinc/confluent-kafka-go"],
  pcap: ["github.com/google/gopacket/pcap", "github.com/gopacket/gopacket/pcap"],
  pkcs11: ["github.com/miekg/pkcs11"],
  gpgme: ["github.com/proglottis/gpgme"],
  sdjournal: ["github.com/coreos/go-systemd/v22/sdjournal", "github.com/coreos/go-systemd/sdjournal"],
  zmq4: ["github.com/pebbe/zmq4"],
  godror: ["github.com/godror/godror"],
  gozstd: ["github.com/valyala/gozstd"],
  grocksdb: ["github.com/linxGnu/grocksdb"],
  gousb: ["github.com/google/gousb"],
  git: ["github.com/libgit2/git2go"],
  gocv: ["gocv.io/x/gocv"],
  duckdb: ["github.com/marcboeker/go-duckdb"],
  h3: ["github.com/uber/h3-go"],
  libvirt: ["libvirt.org/go/libvirt", "github.com/libvirt/libvirt-go"],
};
const modules = [...new Set([...cgoModules.map(({ path }) => path), ...Object.values(packages).flat()])];
/** Names that only those packages have: they tell it without more. */
const telling =
  /^(?:sqlite3\.(?:Err\w*|SQLite\w+|Version|ExtendedErrNo)|SQLiteConn|SQLiteStmt|SQLiteDriver|pkcs11\.Ctx|sdjournal\.\w+|grocksdb\.\w+|gozstd\.\w+|godror\.\w+|zmq4\.\w+)$/;

/** Source of the words: go/types and cmd/compile; go/build leaves out files with import "C" without cgo. */
export default definePattern({
  id: "cgo-disabled-symbols",
  title: 'Names are missing because files with import "C" were left out',
  rules: ["cgo/needed-but-off"],
  needles: [": undefined: "],

  match(context) {
    const words = read(context.line.text);
    if (!words?.file || !words.symbol) return undefined;
    const { file, symbol } = words;
    const path = file.replaceAll("\\", "/").replace(/@v[^/]+/g, "");
    const inside = modules.find((module) => path.includes(`${module}/`));
    const qualifier = symbol.includes(".") ? symbol.slice(0, symbol.indexOf(".")) : "";
    const [named] = packages[qualifier] ?? [];
    const isOff = showsCgoOff(context);
    const module = inside ?? named;
    if (module === undefined && !telling.test(symbol)) return undefined;
    if (inside === undefined && !telling.test(symbol) && !isOff) return undefined;
    const owner = module ?? "github.com/mattn/go-sqlite3";
    return {
      message: `${symbol} is declared in files of ${owner} that import "C", and cgo is off${isOff ? "" : ", most likely: CGO_ENABLED=0, a cross build, or no C compiler"}`,
      fix: `Build with CGO_ENABLED=1 and a C compiler for the target (in a cross build CC too), or replace ${owner} by a package in pure Go`,
      confidence: inside !== undefined || isOff ? 0.95 : 0.85,
      subject: owner,
      values: { module: owner },
    };
  },

  *confirm({ values }, repository) {
    yield* cgoEvidence("0", repository);
    yield* importEvidence(values?.module ?? "", repository);
  },
});

/** Whether the log shows that cgo was off: the setting, or a target that differs. */
function showsCgoOff({ line, at }: LogContext): boolean {
  const around = [-8, -7, -6, -5, -4, -3, -2, -1].map((offset) => at(offset)?.text ?? "");
  return /CGO_ENABLED[=: ]+"?0|\bGO(?:OS|ARCH)=\w/.test([...(line.step?.script ?? []), ...around].join("\n"));
}
