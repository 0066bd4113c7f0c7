/** A file that breaks its own format; it never leaves `readExecutable`, which makes a reason of it. */
export class Malformed extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "Malformed";
  }
}
