import fc, { type Arbitrary } from 'fast-check';
import { type Change, oneEdit } from './change.ts';

/** Steps of the clock, around every bound that some verifier has. */
export const clockChanges: Arbitrary<Change> = fc
  .tuple(
    fc.constantFrom(0, 1, 299, 300, 301, 302, 3_600, 7_199, 7_200, 7_201, 86_400, 1e9),
    fc.constantFrom(-1, 1),
    fc.constantFrom(0, 1, 499, 500, 999),
  )
  .map(([seconds, sign, milliseconds]) => {
    const step = sign * (seconds * 1_000 + milliseconds);
    return { name: `clock ${step} ms`, apply: (attempt) => ({ ...attempt, now: attempt.now + step }) };
  });

const edits = oneEdit<readonly string[]>({
  'another before': (secrets) => ['whsec_b3RoZXIgc2VjcmV0', ...secrets],
  'another after': (secrets) => [...secrets, 'whsec_b3RoZXIgc2VjcmV0'],
  'another instead': () => ['whsec_b3RoZXIgc2VjcmV0'],
  'an empty one before': (secrets) => ['', ...secrets],
  'a blank one before': (secrets) => ['  ', ...secrets],
  'empty instead': () => [''],
  'blank instead': () => [' \t'],
  'none at all': () => [],
  'space around': (secrets) => secrets.map((secret) => ` ${secret}\n`),
  'last character off': (secrets) => secrets.map((secret) => secret.slice(0, -1)),
  'a character more': (secrets) => secrets.map((secret) => `${secret}A`),
  'upper case': (secrets) => secrets.map((secret) => secret.toUpperCase()),
  'without prefix': (secrets) => secrets.map((secret) => secret.replace(/^wh\w+?_/, '')),
});

/** Secrets that are rotated, wrong, or none. */
export const secretChanges: Arbitrary<Change> = edits.map(([title, edit]) => ({
  name: `secrets: ${title}`,
  apply: (attempt) => ({ ...attempt, secrets: edit(attempt.secrets) }),
}));
