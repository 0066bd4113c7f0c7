import { join } from "node:path";

const main = join(import.meta.dir, "../src/cli/main.ts");

/** The command that compiles Breakwater into the one file `target`. */
export function compileWords(target: string): readonly string[] {
  return [
    process.execPath,
    "build",
    "--compile",
    // A repository that is looked at must not get a word in: Bun would run its bunfig.toml's preloads and take its .env.
    "--no-compile-autoload-bunfig",
    "--no-compile-autoload-dotenv",
    "--no-compile-autoload-tsconfig",
    "--no-compile-autoload-package-json",
    // The last compilers of the runtime cost more than they give back within a second: measured in docs/evidence/speed.md.
    "--compile-jit-policy=20",
    "--minify",
    // One chunk for each command, compiled ahead: --version would otherwise wait until all of them are parsed.
    "--splitting",
    "--bytecode",
    "--format=esm",
    main,
    "--outfile",
    target,
  ];
}
