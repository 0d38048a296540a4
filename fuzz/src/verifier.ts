import { type RawRequest, type Verdict, verifyWebhook, type WebhookSource } from '@breakwater/core/webhooks';

/** What ours says of a request at a time, in milliseconds since the epoch. */
export type Verifier = (request: RawRequest, now: number) => Promise<Verdict>;

/** The verifier of a source, whatever its events. */
export const verifierOf =
  <Events extends object>(source: WebhookSource<Events>): Verifier =>
  (request, now) =>
    verifyWebhook(source, request, { now });
