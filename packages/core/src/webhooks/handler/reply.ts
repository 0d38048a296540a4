import type { DeliveryProfile, DeliveryStatuses } from '../source/delivery-profile.js';
import type { UnreadableReason } from '../source/webhook-source.js';
import { type Rejection, reject, type WebhookRejection } from '../verification/verdict.js';
import type { WebhookReply } from './webhook-handlers.js';

/** Everything for which a webhook request is turned away, and nothing stored. */
export type RequestRejection =
  | WebhookRejection
  | UnreadableReason
  | 'method_not_allowed'
  | 'body_unreadable'
  | 'body_consumed'
  | 'body_timeout'
  | 'inbox_unavailable';

/** What became of a request whose events were stored, named after the status that tells it. */
export type ReplyOutcome = keyof Pick<DeliveryStatuses, 'done' | 'stored' | 'inProgress' | 'failed'>;

/** The outcome, and when it makes sense to come again. */
export interface Reply {
  readonly outcome: ReplyOutcome;
  /** Milliseconds. */
  readonly waitMs: number;
  /** What the handler of the only event answers, when it is done. */
  readonly reply?: WebhookReply | undefined;
}

/** The reply while an event is not done. Success means durable; what a memory inbox holds is not, so it is to come again. */
export function toUnfinishedReply(isDurable: boolean, waitMs: number): Reply {
  return { outcome: isDurable ? 'stored' : 'failed', waitMs };
}

/** The best first: the reply to several events is that to the worst of them. */
const BY_SEVERITY: readonly ReplyOutcome[] = ['done', 'stored', 'inProgress', 'failed'];

/** The worse of two replies. */
export function worseOf(left: Reply, right: Reply): Reply {
  return BY_SEVERITY.indexOf(right.outcome) > BY_SEVERITY.indexOf(left.outcome) ? right : left;
}

/** A request that is none, wherever it comes from. */
const UNREADABLE: readonly RequestRejection[] = [
  'empty_body',
  'body_unreadable',
  'invalid_utf8',
  'invalid_json',
  'invalid_payload',
];

/** The status for a rejection, as this sender understands it. */
export function statusOf(reason: RequestRejection, { statuses }: DeliveryProfile): number {
  // Both are mistakes of the application: the sender did nothing wrong, and is to come again.
  if (reason === 'missing_secret' || reason === 'body_consumed') return statuses.missingSecret;
  if (reason === 'inbox_unavailable') return statuses.failed;
  if (reason === 'method_not_allowed') return 405;
  if (reason === 'body_timeout') return 408;
  if (reason === 'body_too_large') return 413;
  return UNREADABLE.includes(reason) ? 400 : statuses.unverified;
}

/** Some senders want a status under which a response must not have a body. */
function answer(body: object, status: number, headers: Record<string, string>): Response {
  const isBodiless = status === 204 || status === 205 || status === 304;
  return isBodiless ? new Response(null, { status, headers }) : Response.json(body, { status, headers });
}

/** The answer to a rejected request. What is wrong on our side is not told to strangers. */
export function toRejectionResponse({ reason }: Rejection<RequestRejection>, status: number): Response {
  const headers: Record<string, string> = {};
  if (status === 405) headers['allow'] = 'POST';
  if (status === 503) headers['retry-after'] = '1';
  return answer({ error: status >= 500 ? 'unavailable' : reason }, status, headers);
}

/** The answer to a request whose events were stored. */
export function toReplyResponse({ outcome, waitMs, reply }: Reply, { statuses }: DeliveryProfile): Response {
  const status = statuses[outcome];
  if (reply && status < 300) {
    // Success without a body becomes success with one: nothing else about the status is the handler's to say.
    const withBody = status === 204 || status === 205 ? 200 : status;
    return new Response(reply.body, { status: withBody, headers: { 'content-type': reply.contentType } });
  }
  const headers: Record<string, string> = {};
  if (status >= 400) headers['retry-after'] = String(Math.max(1, Math.ceil(waitMs / 1_000)));
  return answer({ outcome }, status, headers);
}

/** Builds a rejection of a whole request. */
export const rejectRequest: (reason: RequestRejection, detail: string) => Rejection<RequestRejection> = reject;
