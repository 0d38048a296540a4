import type { Random } from '@breakwater/testing';

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Makes ids as Stripe does: a prefix that tells the kind, and letters that tell nothing. */
export type IdentifierSource = (prefix: string, length?: number) => string;

/** An {@link IdentifierSource} that gives the same ids for the same random numbers. */
export function createIdentifierSource(random: Random): IdentifierSource {
  return (prefix, length = 24) =>
    `${prefix}_${Array.from({ length }, () => letters[Math.floor(random() * letters.length)]).join('')}`;
}
