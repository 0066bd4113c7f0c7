/** The environment of a real go that reads no settings of this machine. */
export function plainGo(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "", GOPROXY, GOCACHE, GOMODCACHE } = process.env;
  const kept = Object.entries({ GOPROXY, GOCACHE, GOMODCACHE }).filter(([, value]) => value !== undefined);
  return {
    PATH,
    HOME,
    GOENV: "off",
    GOFLAGS: "",
    GOTOOLCHAIN: "local",
    GOTELEMETRY: "off",
    ...(Object.fromEntries(kept) as Record<string, string>),
    ...more,
  };
}
