import { AlgoliaApiError } from './api-error.js';

/** A piece of a filter. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'operator' | 'colon' | 'open' | 'close';
  readonly text: string;
}

const PIECE = /\s*(?:("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(<=|>=|!=|<|>|=)|(:)|(\()|(\))|([^\s"'()<>=!:]+))/sy;

/** Cuts a filter into its pieces. */
export function toTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const piece = new RegExp(PIECE);
  const end = text.trimEnd().length;
  while (piece.lastIndex < end) {
    const at = piece.lastIndex;
    const match = piece.exec(text);
    if (match === null) throw new AlgoliaApiError(400, `filters: Unexpected token at col ${at}`);
    const [, quoted, operator, colon, open, close, word] = match;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1') });
    else if (operator !== undefined) tokens.push({ kind: 'operator', text: operator });
    else if (colon !== undefined) tokens.push({ kind: 'colon', text: colon });
    else if (open !== undefined) tokens.push({ kind: 'open', text: open });
    else if (close !== undefined) tokens.push({ kind: 'close', text: close });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}
