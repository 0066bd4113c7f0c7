import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { importEvidence } from "../repository-evidence.ts";

const malformed = errorReader(/malformed module path "(?<package>[^"]+)": missing dot in first path element/);
const read = errorReader(/package (?<package>\S+) is not in (?:std|GOROOT)(?: \((?<folder>[^)]+)\))?$/);

/** Minor release in which packages came to the standard library. */
const since: readonly (readonly [number, RegExp])[] = [
  [16, /^(?:embed|io\/fs|testing\/fstest|runtime\/metrics|go\/build\/constraint)$/],
  [18, /^(?:debug\/buildinfo|net\/netip)$/],
  [19, /^go\/doc\/comment$/],
  [20, /^(?:crypto\/ecdh|runtime\/coverage)$/],
  [21, /^(?:cmp|log\/slog|maps|slices|testing\/slogtest)$/],
  [22, /^(?:go\/version|math\/rand\/v2)$/],
  [23, /^(?:iter|structs|unique)$/],
  [24, /^(?:crypto\/(?:hkdf|mlkem|pbkdf2|sha3)|weak)$/],
  [25, /^testing\/synctest$/],
];

/** Source of the words: cmd/go/internal/modload import.go ("GOROOT" before 1.21), x/mod module.go. */
export default definePattern({
  id: "package-not-in-std",
  title: "The standard library has no such package",
  needles: [" is not in std", " is not in GOROOT", ": missing dot in first path element"],

  match({ line, at }) {
    const refused = malformed(line.text);
    const words = read(line.text) ?? refused;
    const name = words?.package;
    if (words === undefined || name === undefined) return undefined;
    const running = /go(?:@v0\.0\.1-go|\/|-)?(1\.\d+(?:\.\d+)?)/.exec(words.folder ?? "")?.[1];
    // go-too-old reads the note, which says what is wanted.
    if (/note: imported by a module that requires go /.test(at(1)?.text ?? "")) return undefined;
    const minor = since.find(([, names]) => names.test(name))?.[0];
    const values = { package: name };
    const ran = running === undefined ? "the go that ran" : `go ${running}`;
    if (minor !== undefined) {
      return {
        message: `${name} is in the standard library from go 1.${minor} on, and ${ran} is older`,
        fix: `Run it with go 1.${minor} or newer (image, setup step or version file)`,
        // The package that came last says which go it takes for all of them.
        confidence: 0.92 + minor / 1000,
        subject: "newer go",
        values,
      };
    }
    const isArgument = /^package$|^(?:go: )?$/.test(words.before?.trim() ?? "");
    const message = refused
      ? `${name} has no dot in its first part, which every module that can be fetched needs`
      : `${name} has no dot in its first part, so ${ran} looks for it in the standard library, which has no such package`;
    const fix = isArgument
      ? `Name a folder as ./${name}, or a package with the whole path of its module`
      : `Write the import with the module's path before it, as the module line of go.mod says (for example MODULE/${name})`;
    return { message, fix, confidence: 0.9, subject: name, values };
  },

  *confirm({ values }, repository) {
    yield* importEvidence(values?.package ?? "", repository);
  },
});
