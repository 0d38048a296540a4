import { type OptionalShape, shape } from '@breakwater/core';

/**
 * What to do when nobody knows whether a message was sent or a call was made. `fail` throws, with `outcome: 'unknown'`.
 * `look_up` looks for it in Twilio's list first: what is found there is the result; what is not found stays unknown, because
 * it may still be on its way. Nothing is ever sent twice.
 */
export type OnUnknownOutcome = 'fail' | 'look_up';

/** The rule for an {@link OnUnknownOutcome}. */
export const onUnknownOutcomeShape: OptionalShape<OnUnknownOutcome> = /* @__PURE__ */ shape.optional(
  shape.oneOf(['fail', 'look_up']),
);

/** How far Twilio's clock may be behind ours, in milliseconds. */
export const CLOCK_TOLERANCE = 30_000;

/** Milliseconds before each further look: what was sent a moment ago is not in the list at once. */
export const LOOK_AGAIN_AFTER: readonly number[] = [2_000, 5_000];
