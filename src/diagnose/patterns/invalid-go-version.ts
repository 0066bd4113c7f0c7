import { isValidGoLine } from "../../go/go-version.ts";
import { errorReader } from "../error-reader.ts";
import { definePattern } from "../pattern.ts";
import { goLineEvidence } from "../repository-evidence.ts";

const read = errorReader(
  /invalid (?<word>go|toolchain) version '(?<version>[^']*)': must match format (?<form>go1\.23(?:\.0)? or \w+|1\.23(?:\.0)?)/,
);
const readCount = errorReader(
  /(?:(?<word>go|toolchain) directive expects exactly one argument|usage: go 1\.23$)/,
);
const place = /(?:^|[\s"'(]|\\n)(?<file>(?:[A-Z]:)?[^\s:"'(]*go\.(?:mod|work)):(?<row>\d+): ?$/;

/** Source of the words: x/mod/modfile/rule.go, add (go line: 1.13 on; toolchain line: 1.21 on; `1.23.0` from 1.23). */
export default definePattern({
  id: "invalid-go-version",
  title: "The go line has a form that the running go does not read",
  rules: ["toolchain/go-older-than-module", "modules/unreadable-go-mod", "toolchain/sites-disagree"],
  needles: [
    "invalid go version '",
    "invalid toolchain version '",
    " directive expects exactly one argument",
    ": usage: go 1.23",
  ],
  explains: ["go-too-old", "unknown-directive"],

  match({ line }) {
    const counted = readCount(line.text);
    const there = place.exec(counted?.before ?? "")?.groups;
    if (counted && there) {
      const word = counted.word ?? "go";
      return {
        message: `${there.file}:${there.row} has a ${word} line without a version, or with more than one`,
        fix: `Write one version behind "${word}" in ${there.file}, such as ${word === "go" ? "1.24.0" : "go1.24.1"}`,
        confidence: 0.97,
        subject: word,
        values: { version: "" },
      };
    }
    const words = read(line.text);
    if (!words) return undefined;
    const { word = "", version = "", form = "" } = words;
    const { file = "go.mod", row } = place.exec(words.before ?? "")?.groups ?? {};
    const at = row === undefined ? file : `${file}:${row}`;
    // Before 1.21 only "1.N" was a go line; the words of such a go end in "1.23".
    const isTooNew = word === "go" && form === "1.23" && isValidGoLine(version);
    return {
      message: isTooNew
        ? `${at} says "go ${version}", and the go that ran is older than 1.21: it reads only the form 1.N`
        : `${at} says "${word} ${version}", which no go reads: must match format ${form}`,
      fix: isTooNew
        ? `Run it with go ${version} or newer (image, setup step or version file)`
        : word === "toolchain"
          ? `Write a release with its prefix, like go1.24.1, or delete the toolchain line of ${file}`
          : `Write a version like 1.24.0 in the go line of ${file}, without prefix, "x" or words`,
      confidence: 0.97,
      subject: `${word} ${version}`,
      values: { version: word === "go" ? version : "" },
    };
  },

  *confirm({ values }, repository) {
    if (values?.version) yield* goLineEvidence(values.version, repository);
  },
});
