import { refineShape, type Shape, shape } from '@breakwater/core';

/** Your own facts on a thing, kept by Stripe: at most 50 keys of up to 40 characters, values of up to 500. */
export type StripeMetadata = Readonly<Record<string, string>>;

const MAX_KEYS = 50;
const KEY = /^[^[\]]{1,40}$/;

/** Metadata within Stripe's limits. Source: https://docs.stripe.com/metadata#data */
export const metadataShape: Shape<StripeMetadata> = /* @__PURE__ */ refineShape(
  shape.record(shape.secret({ maxLength: 500, expected: 'a string of 1 to 500 characters' })),
  (metadata, path, issues) => {
    const keys = Object.keys(metadata);
    if (keys.length > MAX_KEYS) {
      issues.push({ path, expected: `an object of at most ${MAX_KEYS} keys`, received: `${keys.length} keys` });
    }
    if (!keys.every((key) => KEY.test(key))) {
      const expected = 'an object whose keys have 1 to 40 characters and no square brackets';
      issues.push({ path, expected, received: 'another key' });
    }
  },
);
