import { type OptionalShape, shape } from '@breakwater/core';
import type { LookUpFacts } from './bind-operation.js';

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

/**
 * How far before our first attempt a thing may have been made, in milliseconds: Twilio's lists tell whole seconds, and its
 * clock may be a second behind ours. Where the clocks are further apart nothing is found, and the outcome stays unknown.
 */
const CLOCK_TOLERANCE = 2_000;

/** Milliseconds before each further look: what was sent a moment ago is not in the list at once. */
const LOOK_AGAIN_AFTER: readonly number[] = [2_000, 5_000];

/** What is read of each thing in a list. */
interface Listed {
  readonly sid: string;
  readonly dateCreated: Date;
}

/**
 * Looks for the one thing that this call may have made, three times within seven seconds. What another call of this
 * integration has made, or found, is none.
 *
 * @param fits Whether a thing is what the call would have made, as far as it shows.
 * @throws when there is none, or when there are several and nothing tells them apart
 */
export async function findTheOne<Thing extends Listed>(
  { startedAt, host, signal }: LookUpFacts,
  list: () => Promise<readonly Thing[]>,
  fits: (thing: Thing) => boolean,
): Promise<Thing> {
  for (const pause of [0, ...LOOK_AGAIN_AFTER]) {
    if (pause > 0) await host.sleep(pause, signal);
    const since = startedAt - CLOCK_TOLERANCE;
    const found = (await list()).filter(
      (thing) => thing.dateCreated?.getTime?.() >= since && !host.recentIds.has(thing.sid) && fits(thing),
    );
    const [one] = found;
    if (found.length > 1) throw new Error('Several in the list could be it');
    if (one !== undefined) {
      host.recentIds.add(one.sid);
      return one;
    }
  }
  // Not `undefined`, which would say that it surely was not made, and have it made again.
  throw new Error('It is not in the list, and may still be on its way');
}
