/** A line of a log, freed of what terminals and CI systems put around it. */
export interface LogLine {
  /** From 1, in its file. */
  readonly number: number;
  /** Without colours, time stamps, and the marks of GitHub, GitLab and BuildKit. */
  readonly text: string;
  /** What was being run when the line was printed. */
  readonly step: LogStep | undefined;
}

/** A command of a CI job, an image build or a shell trace, as the log shows it. */
export interface LogStep {
  /** The title as printed: `go build ./...`, `[build 4/6] RUN go build`. */
  readonly title: string;
  /** Lines of its script, where the log prints them; the title where it does not. */
  readonly script: readonly string[];
  /** The job, where the log names it. */
  readonly job: string | undefined;
  /** The line that begins it. */
  readonly number: number;
}
