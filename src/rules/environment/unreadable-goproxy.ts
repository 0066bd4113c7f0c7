import { parseGoproxy } from "../../go/goproxy.ts";
import { mayFetchModules } from "../../site/asks-for-modules.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/unreadable-goproxy",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-unreadable-goproxy"],
  summary: "GOPROXY has an element that go cannot use: every lookup of a module stops.",
  why:
    "The whole list is read before the first request, so one bad element anywhere stops them all. A bare word is no " +
    "address, and a blank does not separate: two addresses with a blank between are one address.",
  remedy: "Separate whole addresses with `,` or `|`; the only words are `direct` and `off`.",
  reads: "site",

  *check(site) {
    for (const { text, at, commands } of seenSettings(site, ["GOPROXY"])) {
      if (text === "") continue;
      const { elements, problems } = parseGoproxy(text);
      const command = commands.find(mayFetchModules);
      const refusal = problems[0]?.text;
      const joined = elements.find(({ text: element, isReached }) => isReached && /\S\s+\S/.test(element));
      if (!command || (refusal === undefined && !joined)) continue;
      const reason = refusal ?? `"${joined?.text}" is one address with a blank in its path, not two`;
      yield {
        at,
        message: `GOPROXY=${text} stops "go ${command.subcommand}" as soon as it looks up a module: ${reason}`,
        evidence: [{ at: command.at, shows: "this command looks up modules" }],
        cause: `GOPROXY=${text}`,
      };
    }
  },
});
