/** An image that cannot be read: damaged, incomplete, or made to exhaust whoever unpacks it. The message completes "Cannot read IMAGE: …". */
export class ImageProblem extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "ImageProblem";
  }
}
