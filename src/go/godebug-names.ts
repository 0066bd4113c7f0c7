/** The names of GODEBUG settings that a `godebug` line may have (https://go.dev/doc/godebug). */

import { isGoVersion } from "./go-version.ts";

/** Of Go 1.23, the first with such lines, to Go 1.27; removed ones are still known. */
const names = new Set(
  `
    allowmultiplevcs asynctimerchan containermaxprocs cryptocustomrand dataindependenttiming
    decoratemappings embedfollowsymlinks execerrdot fips140 fips140ems gocachehash gocachetest
    gocacheverify gotestjsonbuildtext gotypesalias htmlmetacontenturlescape http2client http2debug
    http2server httpcookiemaxnum httplaxcontentlength httpmuxgo121 httpservecontentkeepheaders
    installgoroot jstmpllitinterp multipartfiles multipartmaxheaders multipartmaxparts multipathtcp
    netdns netedns0 panicnil randautoseed randseednop rsa1024min tarinsecurepath tls10server tls3des
    tlskyber tlsmaxrsasize tlsmlkem tlsrsakex tlssecpmlkem tlssha1 tlsunsafeekm tracebacklabels
    updatemaxprocs urlmaxqueryparams urlstrictcolons winreadlinkvolume winsymlink x509keypairleaf
    x509negativeserial x509rsacrt x509sha1 x509sha256skid x509sslcertoverrideplatform
    x509usefallbackroots x509usepolicies zipinsecurepath
  `
    .trim()
    .split(/\s+/),
);

/** The newest minor version whose names are listed. */
export const newestGodebugMinor = 27;

/** Why go does not load a file with this `godebug` line, in its own words; undefined when it may. */
export function godebugLineProblem(key: string, value: string): string | undefined {
  if (key !== "default") return names.has(key) ? undefined : `unknown godebug ${JSON.stringify(key)}`;
  return value.startsWith("go") && isGoVersion(value.slice(2))
    ? undefined
    : "value for default= must be goVERSION";
}
