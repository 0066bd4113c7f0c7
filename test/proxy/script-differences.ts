/** Scripts of cmd/go that end otherwise with Breakwater in between, each with the reason; all others must end alike. */
export const explainedDifferences: Readonly<Record<string, string>> = {
  mod_proxy_invalid:
    "an answer that is no list is refused with 503 and the reason; the script wants go's own words for what it would have read",
  mod_list_update_nolatest:
    "the same: its last step wants go's words for an invalid answer, and gets ours with 503",
  mod_proxy_list:
    "an upstream's 500 is an outage and becomes 503 with Retry-After; the script wants to read 500",
  mod_get_nopkgs: "a 404 says which upstreams were asked; the script wants the body of Go's file server",
};
