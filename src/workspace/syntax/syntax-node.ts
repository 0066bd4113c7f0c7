/** A node of a concrete syntax tree, copied out of the parser. Offsets are UTF-16 units of the parsed text. */
export interface SyntaxNode {
  /** The grammar's name of the node, a token's own text, or `ERROR`. */
  readonly kind: string;
  /** Its role in the parent, or empty. */
  readonly field: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SyntaxNode[];
}
