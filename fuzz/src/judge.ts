import type { Attempt } from './attempt.ts';
import type { Answer, Difference, FuzzScheme } from './fuzz-scheme.ts';

/** What a case shows. */
export interface Outcome {
  readonly kind: 'both accept' | 'both refuse' | 'difference' | 'finding';
  /** Which difference, or which finding. */
  readonly name: string;
  readonly hasCrashed: boolean;
}

/** Our verdict, or what was thrown instead of one. */
export type OurVerdict = boolean | { readonly error: unknown };

const find = (scheme: FuzzScheme, vendor: Difference['vendor'], attempt: Attempt): string | undefined =>
  scheme.differences.find((difference) => difference.vendor === vendor && difference.covers(attempt))?.name;

/** What both verdicts together show. Ours is never right just because the vendor says the same. */
export function judge(scheme: FuzzScheme, attempt: Attempt, ours: OurVerdict, theirs: Answer): Outcome {
  const hasCrashed = theirs === 'crash';
  const finding = (name: string): Outcome => ({ kind: 'finding', name, hasCrashed });
  const difference = (vendor: Difference['vendor'], otherwise: string): Outcome => {
    const name = find(scheme, vendor, attempt);
    return name === undefined ? finding(otherwise) : { kind: 'difference', name: `${vendor}: ${name}`, hasCrashed };
  };

  if (typeof ours !== 'boolean') return finding(`ours throws ${String(ours.error)}`);
  if (ours) {
    if (!scheme.isSigned(attempt)) return finding('false accept: no signature covers these bytes now');
    if (theirs === 'accept') return { kind: 'both accept', name: '', hasCrashed };
    return difference('too strict', 'false accept: the vendor refuses it');
  }
  if (theirs === 'accept') return difference('too lax', 'false refusal: the vendor accepts it');
  if (scheme.isSigned(attempt) && find(scheme, 'too lax', attempt) === undefined) {
    return finding('false refusal: it is rightly signed');
  }
  return { kind: 'both refuse', name: '', hasCrashed };
}

/** A finding, as it is printed. */
export function describeFailure(name: string, changes: string, attempt: string, again: string): string {
  return `${name}\n  changes: ${changes}\n  again:   ${again}\n  request: ${attempt.replaceAll('\n', '\n  ')}`;
}
