import type { PurgeOptions, PurgeReport } from '@breakwater/core/webhooks';

const DAY = 86_400_000;

/** How long received webhooks are kept, by `compliance.dataRetention`. */
export interface StripeRetention {
  readonly days: number;
  /** The same in milliseconds: the `olderThan` of an inbox's `purge`. */
  readonly olderThan: number;
  /** Deletes what an inbox has kept of Stripe's webhooks for longer. Call it once a day, from a job of your own. */
  purge(inbox: { purge(options: PurgeOptions): Promise<PurgeReport> }): Promise<PurgeReport>;
}

/** Makes a {@link StripeRetention} of a number of days. */
export function createRetention(days: number): StripeRetention {
  const olderThan = days * DAY;
  return Object.freeze({
    days,
    olderThan,
    purge: (inbox: { purge(options: PurgeOptions): Promise<PurgeReport> }): Promise<PurgeReport> =>
      inbox.purge({ source: 'stripe', olderThan }),
  });
}
