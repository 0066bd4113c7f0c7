/** The text of a first `.breakwater.yaml`: only what is sure, each part with its reason. */
export function configText(input: {
  readonly exclusiveTags: readonly (readonly string[])[];
  readonly baseline: string | undefined;
}): string {
  const parts = [
    [
      "# How Breakwater looks at this repository. Everything in this file is optional.",
      "",
      "# What every place that runs go owes to go.mod. floor: its go line or newer; lockstep: all the same version.",
      "go: floor",
    ],
    ...(input.exclusiveTags.length > 0
      ? [
          [
            "# Build tags of which a build may switch on at most one: files of one package exclude each other by them.",
            "tags:",
            `  exclusive: [${input.exclusiveTags.map((group) => `[${group.join(", ")}]`).join(", ")}]`,
          ],
        ]
      : []),
    ...(input.baseline === undefined
      ? []
      : [
          [
            "# What was found when this file was written: not reported again until its line changes. After a repair",
            `# breakwater check --write-baseline ${input.baseline} makes it shorter.`,
            `baseline: ${input.baseline}`,
          ],
        ]),
  ];
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}
