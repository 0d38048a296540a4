import type { TwilioMessageStatus } from './twilio-events.js';

/** How far a message has got, by the vendor's own words. Read in rest/api/v2010/account/message.d.ts of twilio@6.2.0. */
export type MessageStatus =
  | 'scheduled'
  | 'accepted'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'receiving'
  | 'partially_delivered'
  | 'received'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'read';

/** Where nothing follows but `read`, ranks are equal: the first word on the end of a message counts. */
const RANKS: Readonly<Record<MessageStatus, number>> = {
  scheduled: 0,
  accepted: 1,
  queued: 2,
  sending: 3,
  receiving: 3,
  sent: 4,
  partially_delivered: 5,
  received: 6,
  delivered: 6,
  undelivered: 6,
  failed: 6,
  canceled: 6,
  read: 7,
};

/**
 * Where a status stands in the life of a message: the higher, the later. Callbacks come in no order, so that a status may
 * only be overwritten by one of a higher rank: a late `sent` then never undoes `delivered`.
 *
 * @returns undefined for a status that is not known
 * @example
 * ```ts
 * import { createMemoryVersionStore, latest } from '@breakwater/core/webhooks';
 * import { rankMessageStatus, type TwilioMessageStatus } from '@breakwater/twilio/webhooks';
 *
 * export const onStatus = latest<TwilioMessageStatus>((event) => console.log(event.MessageSid, event.MessageStatus), {
 *   versions: createMemoryVersionStore(),
 *   version: (event) => rankMessageStatus(event.MessageStatus),
 *   ties: 'supersede',
 * });
 * ```
 */
export function rankMessageStatus(status: string): number | undefined {
  return Object.hasOwn(RANKS, status) ? RANKS[status as MessageStatus] : undefined;
}

/** Whether a message that has this status did not reach anybody: `failed`, and `undelivered` just as well. */
export function isFailedMessageStatus(status: string): boolean {
  return status === 'failed' || status === 'undelivered';
}

/** Whether nothing follows a status, save that the message is `read`. */
export function isFinalMessageStatus(status: string): boolean {
  return (rankMessageStatus(status) ?? 0) >= RANKS.delivered;
}

/** What a status callback says, read. */
export interface MessageStatusUpdate {
  readonly messageSid: string;
  readonly status: string;
  /** See {@link rankMessageStatus}; undefined for a status that is newer than this package. */
  readonly rank: number | undefined;
  readonly isFinal: boolean;
  /** `failed` or `undelivered`: it reached nobody, and `errorCode` says why. */
  readonly isFailure: boolean;
  /** Twilio's number, such as 30003 for a handset that cannot be reached. https://www.twilio.com/docs/api/errors */
  readonly errorCode: number | undefined;
  /** The carrier refused because the person has opted out: error 21610. */
  readonly isOptedOut: boolean;
}

/**
 * Reads a status callback: the event of `message.status`.
 *
 * @example
 * ```ts
 * import { toMessageStatusUpdate } from '@breakwater/twilio/webhooks';
 *
 * const { isFailure, errorCode } = toMessageStatusUpdate({ MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' });
 * console.log(isFailure, errorCode); // true 30003
 * ```
 */
export function toMessageStatusUpdate(event: TwilioMessageStatus): MessageStatusUpdate {
  const { MessageSid: messageSid, MessageStatus: status, ErrorCode: code } = event;
  const errorCode = code !== undefined && /^\d{1,9}$/.test(code) && Number(code) > 0 ? Number(code) : undefined;
  return {
    messageSid,
    status,
    rank: rankMessageStatus(status),
    isFinal: isFinalMessageStatus(status),
    isFailure: isFailedMessageStatus(status),
    errorCode,
    isOptedOut: errorCode === 21_610,
  };
}
