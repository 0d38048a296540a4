/** A part of a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text in which what reads the same is the same. */
export interface NormalText {
  readonly text: string;
  /** Where a part of it stands in the text that it was made of. */
  toSource(range: Range): Range;
}

/** What nobody sees: format characters such as zero-width spaces, and marks on or around another character. */
const INVISIBLE = /^[\p{Cf}\p{Mn}\p{Me}]$/u;

function toPlain(character: string): string {
  if (character <= '\u007f') return character;
  return INVISIBLE.test(character) ? '' : character.normalize('NFKC');
}

/**
 * Brings a text to the form in which it is compared: compatibility forms, such as full-width digits, become plain (NFKC),
 * and invisible characters go.
 */
export function normalizeText(source: string): NormalText {
  if (!/[^\p{ASCII}]/u.test(source)) return { text: source, toSource: (range) => range };
  let text = '';
  let offset = 0;
  const starts: number[] = [];
  const ends: number[] = [];
  for (const character of source) {
    const plain = toPlain(character);
    text += plain;
    for (let count = plain.length; count > 0; count--) {
      starts.push(offset);
      ends.push(offset + character.length);
    }
    offset += character.length;
  }
  return { text, toSource: ({ start, end }) => ({ start: starts[start] ?? 0, end: ends[end - 1] ?? source.length }) };
}
