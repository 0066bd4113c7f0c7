import { describeWanted } from "../fetch-failure.ts";
import { fetchNeedles, readFailure } from "../fetch-kind.ts";
import { definePattern } from "../pattern.ts";
import { requireEvidence } from "../repository-evidence.ts";

/** Source of the words: cmd/go/internal/web HTTPError. go tries the next proxy of a list only after 404 and 410. */
export default definePattern({
  id: "proxy-forbidden",
  title: "A module proxy refuses a module",
  needles: fetchNeedles.forbidden,

  match(context) {
    const failure = readFailure(context, "forbidden");
    if (!failure || failure.service === "checksum database") return undefined;
    const { host, module, version, response, lines } = failure;
    const words = response === "" ? "" : `: ${response.slice(0, 160)}`;
    return {
      message: `${host} refuses ${describeWanted(failure)} with 403 Forbidden${words}`,
      fix: `Ask whoever runs ${host} to allow ${module || "the module"}, or give the token of this job the right to read it; go asks the next proxy of GOPROXY only after 404 and 410, unless they are separated by |`,
      confidence: 0.93,
      subject: `${host} ${describeWanted(failure)}`,
      lines,
      values: { module, version },
    };
  },

  *confirm({ values }, repository) {
    if (values?.module && values.version) yield* requireEvidence(values.module, values.version, repository);
  },
});
