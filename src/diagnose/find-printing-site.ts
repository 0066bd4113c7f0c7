import type { Site } from "../site/site.ts";
import type { LogStep } from "./log-line.ts";
import type { Repository } from "./repository.ts";

/** Id of the site whose command a step of the log is; undefined when none or several could be meant. */
export function findPrintingSite(
  step: LogStep,
  log: string | undefined,
  { sites }: Repository,
): string | undefined {
  const job = step.job ?? (log?.includes("/") ? log.slice(0, log.indexOf("/")) : undefined);
  const words = new Set(step.script.flatMap(commandsOf));
  const running = sites.filter(({ commands }) => commands.some(({ text }) => words.has(squeeze(text))));
  const named = running.filter((site) => job !== undefined && isJob(site, job));
  const [only, ...more] = named.length > 0 ? named : running;
  return more.length === 0 ? only?.id : undefined;
}

function commandsOf(line: string): readonly string[] {
  const command = line.replace(/^\[[^\]]*\] /, "").replace(/^(?:RUN|COPY|ADD) (?:--\S+ )*/, "");
  return command.split(/\s*(?:&&|\|\||[;|])\s*/).map(squeeze);
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}

function isJob({ id, title }: Site, job: string): boolean {
  return id.split("/").includes(job) || title.endsWith(`› ${job}`);
}
