import { errorReader } from "../error-reader.ts";
import { definePattern, type LogContext } from "../pattern.ts";

interface Family {
  readonly read: ReturnType<typeof errorReader>;
  readonly what: string;
  readonly remedy: string;
}

const twoCopies =
  "Find the two packages that register it (go list -deps, go mod graph) and keep one: often a vendored and a plain copy, or two major versions";

/** Sources of the words: flag, spf13/pflag, net/http, expvar, database/sql, encoding/gob, net/rpc; prometheus, protobuf, grpc, apimachinery. */
const families: readonly Family[] = [
  {
    read: errorReader(/(?:panic: )?(?:\S+ )?flag redefined: (?<name>\S+?)(?: \[recovered\])?$/),
    what: "The flag NAME is defined twice in one flag set",
    remedy:
      "Rename one of the two flags, or give the package that defines them at init a flag set of its own (glog and klog share names)",
  },
  {
    read: errorReader(/unable to redefine '(?<name>\w)' shorthand in "[^"]*" flagset/),
    what: 'The short flag "NAME" is given to two flags of one command',
    remedy: "Give one of the two flags another letter or none",
  },
  {
    read: errorReader(/(?:panic: )?http: multiple registrations for (?<name>\S+)/),
    what: "Two handlers are registered for NAME on one http.ServeMux",
    remedy: `${twoCopies}; or use http.NewServeMux in place of the default one`,
  },
  {
    read: errorReader(
      /(?:panic: )?pattern "(?<name>[^"]+)" \(registered at (?<second>[^)]+)\) conflicts with pattern "[^"]+" \(registered at (?<first>[^)]+)\)/,
    ),
    what: "The http pattern NAME is registered twice",
    remedy: "Register one of the two, or make one pattern more special than the other (method, host, path)",
  },
  {
    read: errorReader(/(?:panic: )?Reuse of exported var name: (?<name>\S+)/),
    what: "The expvar NAME is published twice",
    remedy: "Publish it once, at package level; in tests use expvar.Get before expvar.Publish",
  },
  {
    read: errorReader(
      /(?:panic: )?(?:sql: )?Register called twice for driver (?<name>\S+?)(?: \[recovered\])?$/,
    ),
    what: 'Two packages register the driver "NAME"',
    remedy: twoCopies,
  },
  {
    read: errorReader(
      /(?:panic: )?(?:duplicate metrics collector registration attempted|a previously registered descriptor with the same fully-qualified name as Desc\{fqName: "(?<name>[^"]+)")/,
    ),
    what: "A Prometheus metric (NAME) is registered twice in one registry",
    remedy: "Register it once, or give each instance and each test a prometheus.NewRegistry of its own",
  },
  {
    read: errorReader(
      /(?:panic: )?proto: (?:file|message|enum|extension|enum value|duplicate (?:proto type|enum|extension)(?: registered:)?) "?(?<name>[^"\s]+)"?(?:$| is already registered| has a name conflict over (?<conflict>\S+))/,
    ),
    what: 'protobuf: "NAME" is registered by two generated packages',
    remedy:
      "Keep one generated package for this .proto in the build, or give the files other paths and packages when protoc runs (go list -deps shows both)",
  },
  {
    read: errorReader(/(?:panic: )?gob: registering duplicate (?:types|names) for "?(?<name>[^":\s]+)"?: /),
    what: "gob.Register meets NAME twice with different types or names",
    remedy: "Give one of the two types a name of its own with gob.RegisterName",
  },
  {
    read: errorReader(
      /(?:panic: )?(?:rpc: service already defined: |grpc: Server\.RegisterService found duplicate service registration for "?)(?<name>[\w./]+)"?/,
    ),
    what: "The service NAME is registered twice on one server",
    remedy: "Register it once for each server",
  },
  {
    read: errorReader(/(?:panic: )?Double registration of different types for (?<name>.+?): /),
    what: "A Kubernetes scheme gets NAME with two Go types",
    remedy: twoCopies,
  },
];
const initFrame = /^\s*(?<package>[\w./\-~%@]+)\.(?:init[.·\d]*|glob\.\.func\d+)\(/;
const previously = /^\s*(?:previously|currently) from: +"(?<package>[^"]+)"/;

export default definePattern({
  id: "duplicate-registration",
  title: "Two packages register the same name in one program",
  isOfPrograms: true,
  needles: [
    "flag redefined: ",
    "unable to redefine '",
    "http: multiple registrations for ",
    ") conflicts with pattern ",
    "Reuse of exported var name: ",
    "Register called twice for driver ",
    "duplicate metrics collector registration attempted",
    "a previously registered descriptor with the same",
    "is already registered",
    "proto: duplicate ",
    " has a name conflict over ",
    "gob: registering duplicate ",
    "rpc: service already defined: ",
    "found duplicate service registration for ",
    "Double registration of different types for ",
  ],

  match(context) {
    const { line } = context;
    for (const { read, what, remedy } of families) {
      const words = read(line.text);
      if (!words) continue;
      const name = words.conflict ?? words.name ?? "";
      const who = registrarsOf(context);
      const named = name === "" ? what.replace(" (NAME)", "") : what.replace("NAME", name);
      const places =
        words.first === undefined ? who.names.join(" and ") : `${words.first} and ${words.second}`;
      const isWarning = /\bWARNING\b|level=warn|(?<!panic: )proto: duplicate proto type/i.test(line.text);
      return {
        message: `${named}${places === "" ? "" : `: ${words.first === undefined && who.names.length === 1 ? "the second time " : ""}by ${places}`}`,
        fix: remedy,
        confidence: isWarning ? 0.4 : 0.95,
        subject: name === "" ? "metric" : name,
        lines: who.lines,
      };
    }
    return undefined;
  },
});

/** The packages that register: named by protobuf, or the first init function of the stack. */
function registrarsOf({ at }: LogContext): { names: readonly string[]; lines: readonly number[] } {
  const names: string[] = [];
  const lines: number[] = [];
  for (let offset = 1; offset <= 14; offset++) {
    const near = at(offset);
    if (near === undefined) break;
    const told = previously.exec(near.text)?.groups?.package;
    const inInit = names.length === 0 ? initFrame.exec(near.text)?.groups?.package : undefined;
    const name =
      told ?? (inInit === "main" || inInit?.startsWith("google.golang.org/protobuf/") ? undefined : inInit);
    if (name === undefined) continue;
    names.push(name);
    lines.push(near.number);
    if (inInit !== undefined) break;
  }
  return { names, lines };
}
