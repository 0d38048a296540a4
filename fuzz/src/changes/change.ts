import fc, { type Arbitrary } from 'fast-check';
import type { Attempt } from '../attempt.ts';

/** One alteration of a request, with a name to be printed. */
export interface Change {
  readonly name: string;
  readonly apply: (attempt: Attempt) => Attempt;
}

/** A text with something taken out and something put in. */
export function splice(text: string, at: number, removed: number, added: string): string {
  const from = at % (text.length + 1);
  return text.slice(0, from) + added + text.slice(from + removed);
}

/** One of several edits, each by its name. */
export function oneEdit<Input, Output = Input>(
  edits: Readonly<Record<string, (input: Input) => Output>>,
): Arbitrary<readonly [string, (input: Input) => Output]> {
  return fc.constantFrom(...Object.entries(edits));
}
