import type { Terminal } from "../terminal.ts";
import { type Command, Option } from "./commander.ts";
import { examples } from "./examples.ts";

interface InspectFlags {
  readonly format: "human" | "json";
  readonly image: string | undefined;
  readonly platform: string | undefined;
  readonly against: string | undefined;
  readonly sbom: "cyclonedx" | "spdx" | undefined;
}

/** Adds `breakwater inspect` to the program. */
export function addInspect(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  program
    .command("inspect")
    .description(
      "Say what a Go executable or an image holds and needs, and whether a program starts in an image.",
    )
    .argument(
      "<FILE...>",
      "executables (ELF, Mach-O, PE), or images: an OCI layout, an archive of docker save, host/repository@digest",
    )
    .option("--image <image>", "will the files start in this image, or in this folder as the root?")
    .option("--platform <os/arch>", "which image of several (default: linux/amd64)")
    .option(
      "--against <path|image>",
      "hold programs against a repository (go line, sums, what its sites promise), or images against an image",
    )
    .addOption(
      new Option("--sbom <format>", "write the bill of materials of one program").choices([
        "cyclonedx",
        "spdx",
      ]),
    )
    .addOption(new Option("--format <format>", "what to print").choices(["human", "json"]).default("human"))
    .addHelpText(
      "after",
      `\nExit codes: 0 it was read, 1 something does not start or differs, 2 nothing could be read or compared.\n${examples(
        [
          "breakwater inspect bin/ledger",
          "breakwater inspect bin/ledger --image ledger.tar",
          "breakwater inspect bin/ledger --against .",
          "breakwater inspect bin/ledger --sbom cyclonedx",
          "breakwater inspect registry.example.com/acme/ledger@sha256:…",
        ],
      )}`,
    )
    .action(async (names: readonly string[], { format, image, platform, against, sbom }: InspectFlags) => {
      const { runInspect } = await import("../inspect.ts");
      exit(await runInspect({ names, format, image, platform, against, sbom }, terminal));
    });
}
