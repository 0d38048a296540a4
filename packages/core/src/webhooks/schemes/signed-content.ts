/** What stands in place of a name in braces. */
export type ContentField = 'timestamp' | 'id' | 'body';

/** A way to compose what is signed. */
export interface SignedContent {
  /** Text and fields before the body, in order. */
  readonly before: readonly ContentPiece[];
  readonly after: readonly ContentPiece[];
  readonly fields: ReadonlySet<ContentField>;
  /** Characters that end the id in what is signed, and must not be in it. */
  readonly idBounds: string;
}

/** A fixed text, or a field by its name. */
export type ContentPiece = { readonly text: string } | { readonly field: ContentField };

const FIELD = /(\{(?:timestamp|id|body)\})/;

function toPiece(piece: string): ContentPiece {
  return FIELD.test(piece) ? { field: piece.slice(1, -1) as ContentField } : { text: piece };
}

const isBody = (piece: ContentPiece | undefined): boolean =>
  piece !== undefined && 'field' in piece && piece.field === 'body';

/**
 * Reads a template such as `{timestamp}.{body}`.
 *
 * @returns undefined for one in which the body or another field is not there exactly once (at most once), or whose
 * content could be read in two ways: an id that touches the body would let a stranger move characters between them
 */
export function parseSignedContent(template: string): SignedContent | undefined {
  const pieces = template
    .split(FIELD)
    .filter((piece) => piece !== '')
    .map(toPiece);
  const names = pieces.flatMap((piece) => ('field' in piece ? [piece.field] : []));
  const fields = new Set(names);
  const bodyAt = pieces.findIndex(isBody);
  const hasBrace = pieces.some((piece) => 'text' in piece && /[{}]/.test(piece.text));
  if (bodyAt < 0 || fields.size !== names.length || hasBrace) return undefined;

  const idAt = pieces.findIndex((piece) => 'field' in piece && piece.field === 'id');
  const neighbours = idAt < 0 ? [] : [pieces[idAt - 1], pieces[idAt + 1]];
  if (neighbours.some(isBody)) return undefined;
  const idBounds = neighbours.flatMap((piece) => (piece && 'text' in piece ? [piece.text] : [])).join('');
  return { before: pieces.slice(0, bodyAt), after: pieces.slice(bodyAt + 1), fields, idBounds };
}

/** The text of pieces without the body. */
export function fillContent(
  pieces: readonly ContentPiece[],
  values: Readonly<Partial<Record<ContentField, string>>>,
): string {
  return pieces.map((piece) => ('text' in piece ? piece.text : (values[piece.field] ?? ''))).join('');
}
