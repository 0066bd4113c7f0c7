import manifest from "../../package.json" with { type: "json" };

/** Breakwater's own version. */
export const version: string = manifest.version;
