import { definePattern, type LogContext } from "../pattern.ts";

const forms = [
  /\bdial (?:tcp|udp)6?:? (?:\S+: )?lookup (?<name>[\w.-]+)(?: on (?<resolver>\S+?))?: (?<why>.+)$/,
  /\bdial (?:tcp|udp)6?:? (?<address>[\d.]+|\[[\da-f:]+\]):\d+: (?<why>(?:connect: )?(?:network is unreachable|no route to host)|i\/o timeout)/,
  /\bread (?:udp|tcp) \S+->(?<address>(?!10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)[\d.]+):\d+: (?<why>i\/o timeout)/,
  /\bCould not resolve host: (?<name>[\w.-]+)/,
];
/** What the testing package prints, and what stands before a message of t.Error. */
const ofTest =
  /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)|--- FAIL:|FAIL\b)|^\s*\w+_test\.go:\d+:|\s_test\.go:\d+|Error Trace:.*_test\.go:\d+|\[FAIL\]|• Failure/;
const local = /^(?:localhost|127\.|\[::1\]|0\.0\.0\.0|::1)/;

/** Sources of the words: net dnsclient.go and dial.go, behind what testing and testify print. */
export default definePattern({
  id: "test-needs-network",
  title: "A test asks the network, and this place has none",
  isOfPrograms: true,
  needles: [
    " lookup ",
    "network is unreachable",
    "no route to host",
    "i/o timeout",
    "Could not resolve host: ",
  ],

  match(context) {
    const { line } = context;
    const words = forms.map((form) => form.exec(line.text)?.groups).find((found) => found !== undefined);
    const outcome = outcomeOf(context);
    if (!words || outcome === undefined || outcome === "passed") return undefined;
    const target = words.name ?? words.address ?? "";
    if (local.test(target) || /\/@v\/|\?go-get=1|^\s*go: /.test(line.text)) return undefined;
    const hasNone = /(?:unreachable|no route)|->(?:\[::1\]|127\.0\.0\.\d+):53: read: connection refused/.test(
      words.why ?? "",
    );
    // A name that nobody has may be what the test is about.
    if (
      /\.(?:invalid|test|example|local)\.?$|^(?:invalid|nonexist|doesnotexist|foo|bar|bad|unknown)/.test(
        target,
      )
    )
      return undefined;
    return {
      message: `a test wants to reach ${target}${hasNone ? ", and this place has no network" : `, and cannot (${words.why ?? "name not resolved"})`}`,
      fix: `Let the test ask a server of its own (httptest) instead of ${target}, skip it with testing.Short() or a build tag where there is no network, or give this job one`,
      confidence: (hasNone ? 0.8 : 0.5) - (outcome === "failed" ? 0 : 0.15),
      subject: target,
    };
  },
});

/** What became of the test that a line belongs to, as far as the log shows it nearby; undefined outside of tests. */
function outcomeOf({ line, at }: LogContext): "failed" | "passed" | "unknown" | undefined {
  for (let offset = 0; offset <= 14; offset++) {
    const result = /^\s*--- (FAIL|PASS|SKIP):|^(FAIL|ok)\s/.exec(at(offset)?.text ?? "");
    const [, own, whole] = result ?? [];
    if (own === "PASS" || own === "SKIP" || whole === "ok") {
      // Without -v the failed test's name stands before what it said.
      return [-1, -2, -3, -4].some((before) => /^\s*--- FAIL:/.test(at(before)?.text ?? ""))
        ? "failed"
        : "passed";
    }
    if (result) return "failed";
  }
  for (let offset = -8; offset < 0; offset++)
    if (/^\s*--- FAIL:/.test(at(offset)?.text ?? "")) return "failed";
  const isTest = ofTest.test(line.text) || /\bgo test\b/.test(line.step?.title ?? "");
  return isTest || [-4, -3, -2, -1].some((offset) => ofTest.test(at(offset)?.text ?? ""))
    ? "unknown"
    : undefined;
}
