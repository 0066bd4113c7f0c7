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
    if (!words || !isInTest(context)) return undefined;
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
      confidence: hasNone ? 0.8 : 0.5,
      subject: target,
    };
  },
});

function isInTest({ line, at }: LogContext): boolean {
  if (ofTest.test(line.text) || /\bgo test\b/.test(line.step?.title ?? "")) return true;
  for (let offset = -8; offset <= 8; offset++) if (ofTest.test(at(offset)?.text ?? "")) return true;
  return false;
}
