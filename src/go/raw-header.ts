/** What the reader of headers hands over: ranges of bytes, nothing decoded. */

/** A byte range of the file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface RawImport {
  /** The literal with its quotes. */
  readonly literal: ByteRange;
  readonly name: ByteRange | undefined;
}

export interface RawHeader {
  readonly packageName: ByteRange | undefined;
  readonly imports: readonly RawImport[];
  readonly problem: { readonly at: number; readonly reason: string } | undefined;
  /** What go's parser, which is stricter than this reader, refuses; the header's end does not depend on it. */
  readonly mistake: { readonly at: number; readonly reason: string } | undefined;
  /** Where the header ends: at the first byte that is neither blank, comment nor import. */
  readonly end: number;
  readonly reachedEnd: boolean;
}
