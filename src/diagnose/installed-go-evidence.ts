import { languageVersion } from "../go/go-version.ts";
import type { Evidence } from "./pattern.ts";
import type { Repository } from "./repository.ts";

/** The places that install the go which a log names as running, and those that set GOTOOLCHAIN to what it names. */
export function* installedGoEvidence(
  running: string,
  gotoolchain: string,
  { sites }: Repository,
): Generator<Evidence> {
  for (const { go } of sites) {
    const { installed, gotoolchain: set } = go;
    if (!installed || installed.precision === "floating") continue;
    if (installed.version !== running && installed.version !== languageVersion(running)) continue;
    yield { at: installed.at, says: "confirms", shows: `${installed.by} is go ${installed.version}` };
    if (gotoolchain !== "" && set.kind === "known" && set.text === gotoolchain && set.at)
      yield { at: set.at, says: "confirms", shows: `GOTOOLCHAIN=${gotoolchain} is set here` };
  }
}
