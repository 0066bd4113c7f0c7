import type { Problem } from "../../finding/finding.ts";
import type { Site } from "../../site/site.ts";
import { withoutRemarks } from "../../workspace/without-remarks.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

const archive =
  /(?:go\.dev\/dl\/|golang\.org\/dl\/|dl\.google\.com\/go\/|storage\.googleapis\.com\/golang\/)[^\s"']*(?:\.tar\.gz|\.zip)|(?:go\.dev\/dl\/|golang\.org\/dl\/|dl\.google\.com\/go\/|storage\.googleapis\.com\/golang\/)go[^\s"']*$/;
const check = /sha(?:256|512|1)?sum|shasum|\bgpg\b|cosign|Get-FileHash|openssl dgst|md5sum/i;

export default defineRule({
  id: "tools/archive-without-checksum",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: [],
  summary:
    "A Go toolchain is downloaded as an archive and unpacked without a checksum: it compiles everything after it.",
  why:
    "go checks toolchains that it downloads itself against the checksum database. An archive that a script fetches is " +
    "checked by nobody, and a wrong or cut one is unpacked as it came.",
  remedy:
    'Compare it with the published hash: `echo "<sha256>  go.tar.gz" | sha256sum -c -`, or use the official image.',
  reads: "site",

  *check(site, { workspace }) {
    yield* addedArchives(site, workspace);
    for (const event of site.events) {
      if (event.kind !== "command" || !/^(?:curl|wget)\b/.test(event.text)) continue;
      const values = event.words.map(({ value, text }) => (value.kind === "known" ? value.text : text));
      const address = values.map((text) => text.replace(/["']/g, "")).find((text) => archive.test(text));
      if (address === undefined || /\.(?:asc|sha256|sig)$/.test(address)) continue;
      const source = withoutRemarks(event.at.file, workspace.source(event.at.file)?.text ?? "");
      if (
        check.test(source) ||
        site.events.some((other) => other.kind === "command" && check.test(other.text))
      )
        continue;
      yield {
        at: event.at,
        message: messageFor(address),
        cause,
      };
    }
  },
});

const cause = "toolchain archive without checksum";

function messageFor(address: string): string {
  return `Nothing checks the toolchain from ${address}: what the server sends is unpacked and compiles the rest`;
}

/** ADD with an address and without --checksum. */
function* addedArchives({ kind, at }: Site, workspace: Workspace): Iterable<Problem> {
  const dockerfile = workspace.dockerfiles.find(({ file }) => file === at.file);
  const stage = dockerfile?.stages.find(({ span }) => span.start === at.span.start);
  if (
    kind !== "dockerfile-stage" ||
    check.test(withoutRemarks(at.file, workspace.source(at.file)?.text ?? ""))
  )
    return;
  for (const each of stage?.instructions ?? []) {
    if (each.kind !== "add" || each.flags.has("checksum")) continue;
    const source = each.sources.find(({ text }) => /^https?:/.test(text) && archive.test(text));
    if (!source) continue;
    yield {
      at: { file: at.file, span: source.span },
      message: messageFor(source.text),
      remedy: "Give ADD the published hash: ADD --checksum=sha256:….",
      cause,
    };
  }
}
