import { mainCommand } from "../site/main-command.ts";
import type { Site } from "../site/site.ts";

/** Where a site's modules come from, in a few words: `vendor/`, or the walk of its GOPROXY. */
export function modulesFrom(site: Site): string {
  if (site.mode.value === "vendor") return "vendor/";
  if (site.mode.value === "gopath") return "GOPATH";
  const command = mainCommand(site.commands);
  const setting = command?.environment.goSetting("GOPROXY");
  if (setting?.value.kind === "unknown") return "?";
  return nameProxies(setting?.value.kind === "known" ? setting.value.text : "");
}

/** A GOPROXY value in a few words, without credentials; the default where it is empty. */
export function nameProxies(value: string): string {
  if (value === "") return "proxy, direct";
  return value
    .split(/([,|])/)
    .map((part) => (part === "," ? ", " : part === "|" ? " | " : nameOf(part.trim())))
    .join("");
}

/** `direct`, `off`, or the host of an address; nothing that may stand before an @ in it is shown. */
function nameOf(proxy: string): string {
  if (proxy === "direct" || proxy === "off" || proxy === "") return proxy;
  const host = /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(proxy)?.[1];
  if (proxy.startsWith("file:")) return "files";
  return host || proxy;
}
