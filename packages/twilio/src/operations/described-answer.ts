import { isSid, type SidKind } from '../sid.js';

/**
 * An answer of success that is not what Twilio describes. Nobody can tell from it what was done, so that it is no success:
 * it is treated like an answer that was lost.
 */
export class UndescribedAnswer extends Error {
  override readonly name: string = 'UndescribedAnswer';
}

/** Whether an answer could not be read. The SDK looks at nothing: what is no answer makes it throw the language's own errors. */
export function isUndescribed(error: unknown): error is Error {
  return error instanceof UndescribedAnswer || error instanceof SyntaxError || error instanceof TypeError;
}

/**
 * The id in an answer.
 *
 * @param asked The id of what was asked for, where there is one: the answer is about nothing else.
 * @throws UndescribedAnswer when it is of another kind, or of another thing
 */
export function requireSid(kind: SidKind, sid: unknown, asked?: string): string {
  if (!isSid(kind, sid)) throw new UndescribedAnswer(`there is no SID of this kind in it: ${kind}`);
  if (asked !== undefined && sid !== asked) throw new UndescribedAnswer(`it is about another thing: ${kind}`);
  return sid;
}

/**
 * A word in an answer, such as a status. Which words there are is Twilio's to say: one that is new is no failure.
 *
 * @throws UndescribedAnswer when there is none
 */
export function requireWord(field: string, word: unknown): string {
  if (typeof word === 'string' && word !== '') return word;
  throw new UndescribedAnswer(`there is no ${field} in it`);
}
