import type { Classification, ErrorCode } from '@breakwater/core';
import { maskPersonalData } from './redact.js';

/** What Twilio says of a failure, from an answer or from an error of the SDK. */
export interface TwilioFailure {
  readonly status: number;
  /** Twilio's own number, such as 21610. */
  readonly code: number | undefined;
  /** Text for people. Shown, never interpreted. */
  readonly message: string | undefined;
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTHENTICATION',
  403: 'PERMISSION',
  404: 'NOT_FOUND',
  408: 'TIMEOUT',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  425: 'UNAVAILABLE',
  429: 'RATE_LIMITED',
};

/** The number whose limit is the account's; all other limits are of one sender, one recipient or one service. */
const ACCOUNT_LIMIT = 20_429;

const CONFLICT: Partial<Classification> = { code: 'CONFLICT' };
const PERMISSION: Partial<Classification> = { code: 'PERMISSION' };
/** Asking again does not help: the verification has to end first, or a person has to wait. */
const USED_UP: Partial<Classification> = { code: 'RATE_LIMITED', retryable: false };

/** Numbers that say more than their status. Source: https://www.twilio.com/docs/api/errors/<number> */
const BY_CODE: Readonly<Record<number, Partial<Classification>>> = {
  20409: CONFLICT, // the resource is not in a state that allows this
  21220: CONFLICT, // the call is not in progress
  21408: PERMISSION, // messages to this country are not switched on
  21608: PERMISSION, // a trial account may only write to verified numbers
  21610: { code: 'DECLINED' }, // the person has opted out
  21611: { code: 'RATE_LIMITED' }, // the sender's queue is full
  30409: CONFLICT, // the message is not scheduled any more
  53112: CONFLICT, // the room is not in progress
  53113: CONFLICT, // the room exists
  53118: CONFLICT, // the room is completed
  60202: USED_UP, // too many codes tried
  60203: USED_UP, // too many codes sent
};

const MAX_MESSAGE = 300;

/**
 * Statuses that core takes for a refusal, and that a gateway also gives when what is behind it has broken down. Twilio knows
 * no idempotency keys: a message that is sent twice is worse than one of which nobody knows, so that they leave open what
 * was done. See decision 0010.
 */
const UNCERTAIN: ReadonlySet<number> = /* @__PURE__ */ new Set([408, 425, 503]);

/**
 * What a failure that was answered means. Decided by status and number, never by the message. Holds only what is known, so
 * that it can be laid over what the transport found out. A 5xx is trouble of Twilio's, whatever number it carries. A 404
 * without a number is not Twilio's: it says nothing on what Twilio has.
 */
export function classifyFailure(
  failure: TwilioFailure,
): Partial<Classification> & Pick<Classification, 'code' | 'message'> {
  const { status, code } = failure;
  const isForeign = status === 404 && code === undefined;
  const known = code === undefined || status >= 500 ? undefined : BY_CODE[code];
  const byStatus = BY_STATUS[status] ?? (status >= 400 && status < 500 ? 'VALIDATION' : 'UNAVAILABLE');
  const meaning = known?.code ?? (isForeign ? 'UNAVAILABLE' : byStatus);
  const told = maskPersonalData(failure.message ?? `answered with status ${status}`).slice(0, MAX_MESSAGE);
  return {
    ...known,
    code: meaning,
    message: code === undefined ? told : `${told} (${code})`,
    status,
    ...((isForeign || UNCERTAIN.has(status)) && { outcome: 'unknown' as const }),
    ...(code !== undefined && { vendorCode: String(code) }),
    ...(meaning === 'RATE_LIMITED' && { pausesService: code === undefined || code === ACCOUNT_LIMIT }),
  };
}
