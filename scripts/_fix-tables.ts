/** What `breakwater fix` did in one repository. */
export interface Row {
  readonly name: string;
  readonly commit: string;
  readonly fixed: number;
  readonly left: number;
  readonly choices: number;
  /** Of the choices, how many do what they say in a copy. */
  readonly taken: number;
  readonly drifts: readonly DriftResult[];
  readonly list: string;
  readonly faults: readonly string[];
}

/** What became of one drift that was put in. */
export interface DriftResult {
  readonly rule: string;
  /** `named`: by `fix --rule`, as the rule is at stage observe. */
  readonly outcome: "restored" | "named" | "left" | "a choice" | "no fix" | "not found";
  readonly why: string;
}

/** Prints the tables of docs/evidence/fix.md. */
export function printFixTables(all: readonly Row[]): void {
  const drifts = all.flatMap((row) => row.drifts);
  console.log(
    "| drift | put in | mended, file as wanted | mended when the rule is named | left | a choice | found, no fix | not found |",
  );
  console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
  for (const rule of [...new Set(drifts.map((drift) => drift.rule))].sort()) {
    const own = drifts.filter((drift) => drift.rule === rule);
    const count = (outcome: DriftResult["outcome"]) =>
      own.filter((drift) => drift.outcome === outcome).length;
    console.log(
      `| ${rule} | ${own.length} | ${count("restored")} | ${count("named")} | ${count("left")} | ${count("a choice")} | ${count("no fix")} | ${count("not found")} |`,
    );
  }
  console.log(
    "\n| repository | commit | safe fixes as it is | choices | taken | drifts put in | mended | go list: before, with drifts, after | faults |",
  );
  console.log("| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |");
  for (const row of all) {
    const mended = row.drifts.filter(isMended).length;
    console.log(
      `| ${row.name} | ${row.commit} | ${row.fixed} | ${row.choices} | ${row.taken} | ${row.drifts.length} | ${mended} | ${row.list} | ${row.faults.join("; ") || "none"} |`,
    );
  }
  const faults = all.reduce((sum, row) => sum + row.faults.length, 0);
  const restored = drifts.filter(isMended).length;
  console.log(
    `\n${all.length} repositories, ${all.reduce((sum, row) => sum + row.fixed, 0)} safe fixes of what was there, ${restored} of ${drifts.length} drifts mended, ${faults} faults.`,
  );
  if (faults > 0) process.exitCode = 1;
}

/** Whether a drift is gone. */
export function isMended({ outcome }: DriftResult): boolean {
  return outcome === "restored" || outcome === "named";
}
