import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hashGoMod } from "../../src/go/dirhash.ts";
import { hashContent } from "../../src/integrity/hash-content.ts";
import { openModuleZip } from "../../src/integrity/open-module-zip.ts";
import { writeFiles } from "../write-files.ts";
import { zipStored } from "./zip-stored.ts";

const path = "example.com/money";
const version = "v1.2.0";
const goMod = `module ${path}\n\ngo 1.22\n`;
const good: Readonly<Record<string, string>> = {
  "go.mod": goMod,
  "money.go":
    "package money\n\n// Cents of an amount.\nfunc Cents(units int64) int64 {\n\treturn units * 100\n}\n",
};

/** A repository with one vendored module, in which somebody changed a line, and the module cache that go would have. */
export function writeVault(home: string): void {
  const zip = zipStored(
    Object.fromEntries(Object.entries(good).map(([name, text]) => [`${path}@${version}/${name}`, text])),
  );
  const download = `cache/download/${path}/@v/${version}`;
  const cache = join(home, "go/pkg/mod");
  const hash = hashOf(zip);
  writeFiles(cache, {
    [`${download}.mod`]: goMod,
    [`${download}.info`]: `{"Version":"${version}"}`,
    [`${download}.ziphash`]: hash,
  });
  writeFiles(join(cache, `${path}@${version}`), good);
  writeFileSync(join(cache, `${download}.zip`), zip);
  const vault = join(home, "src/vault");
  writeFiles(vault, {
    "go.mod": `module example.com/vault\n\ngo 1.22\n\nrequire ${path} ${version}\n`,
    "go.sum": `${path} ${version} ${hash}\n${path} ${version}/go.mod ${hashGoMod(Buffer.from(goMod))}\n`,
    "vault.go": `package vault\n\nimport _ "${path}"\n`,
    "vendor/modules.txt": `# ${path} ${version}\n## explicit; go 1.22\n${path}\n`,
    [`vendor/${path}/money.go`]: (good["money.go"] ?? "").replace("units * 100", "units*100 - 1"),
  });
  // A module cache that a sign-in page got into.
  cpSync(cache, join(home, "broken-cache"), { recursive: true });
  writeFiles(join(home, "broken-cache"), { [`${download}.mod`]: "<!DOCTYPE html><title>Sign in</title>\n" });
}

function hashOf(zip: Uint8Array): string {
  const opened = openModuleZip(zip, { path, version });
  const hashed = opened.ok ? hashContent(opened.content, { path, version }) : opened;
  if (!hashed.ok) throw new Error("The sample module has no hash");
  return hashed.h1;
}
