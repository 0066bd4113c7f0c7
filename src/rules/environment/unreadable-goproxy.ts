import { parseGoproxy } from "../../go/goproxy.ts";
import { mayFetchModules } from "../../site/asks-for-modules.ts";
import { seenSettings } from "../../site/seen-settings.ts";
import { fixSetting } from "../edit-text.ts";
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
    "address, and neither a blank nor a semicolon separates: two addresses with one between are one address.",
  remedy: "Separate whole addresses with `,` or `|`; the only words are `direct` and `off`.",
  reads: "site",

  *check(site, { workspace }) {
    for (const { text, at, commands } of seenSettings(site, ["GOPROXY"])) {
      if (text === "") continue;
      const { elements, problems } = parseGoproxy(text);
      const command = commands.find(mayFetchModules);
      const refusal = problems[0]?.text;
      const joined = elements.flatMap(({ text: element, url, isReached }) =>
        isReached ? (whyOneAddress(element, url) ?? []) : [],
      )[0];
      const reason = refusal ?? joined;
      if (!command || reason === undefined) continue;
      yield {
        at,
        message: `GOPROXY=${text} stops "go ${command.subcommand}" as soon as it looks up a module: ${reason}`,
        evidence: [{ at: command.at, shows: "this command looks up modules" }],
        ...(text.includes(";") &&
          fixSetting(
            workspace,
            { name: "GOPROXY", at, from: text, to: text.replace(/\s*;\s*/g, ",") },
            { title: "Write a comma between the proxies", isSafe: false },
          )),
        cause: `GOPROXY=${text}`,
      };
    }
  },
});

/** Two elements that no separator parts, in an address that go can parse. */
function whyOneAddress(text: string, url: string): string | undefined {
  const host = /^https?:\/\/(?:[^/?#]*@)?([^/?#:]*)/i.exec(url)?.[1] ?? "";
  if (host.includes(";")) return `";" does not separate, so it asks one host: lookup ${host}: no such host`;
  if (/\S\s+\S/.test(text)) return `"${text}" is one address with a blank in its path, not two`;
  return /;\s*(?:direct$|off$|https?:\/\/)/.test(text)
    ? `"${text}" is one address with ";" in its path, not two`
    : undefined;
}
