import type { Classification, ErrorCode } from '@breakwater/core';

/** What Stripe says of a failure, from an answer or from an error of the SDK. */
export interface StripeFailure {
  readonly status: number | undefined;
  /** `error.type` of the answer, such as `card_error`. */
  readonly type: string | undefined;
  /** `error.code`, such as `card_declined`. */
  readonly code: string | undefined;
  readonly declineCode: string | undefined;
  /** Text for people. Shown, never interpreted. */
  readonly message: string | undefined;
  /** The header `stripe-should-retry`: Stripe's own word on whether to repeat. */
  readonly shouldRetry: string | undefined;
}

/** Codes that say that the thing is not in a state that allows this. Source: https://docs.stripe.com/error-codes */
const CONFLICT_CODES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'balance_insufficient',
  'capture_charge_authorization_expired',
  'charge_already_captured',
  'charge_already_refunded',
  'charge_disputed',
  'charge_expired_for_capture',
  'charge_not_refundable',
  'idempotency_key_in_use',
  'intent_invalid_state',
  'invoice_not_editable',
  'payment_intent_unexpected_state',
  'payment_method_unexpected_state',
  'refund_disputed_payment',
  'resource_already_exists',
  'return_intent_already_processed',
  'setup_intent_unexpected_state',
]);

/** The same among the types of the v2 API. Source: stripe 23.1, Error.ts */
const CONFLICT_TYPES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'already_canceled',
  'cannot_proceed',
  'controlled_by_alternate_resource',
  'financial_account_not_open',
  'fx_quote_needs_refresh',
  'idempotency_error',
  'insufficient_funds',
  'not_cancelable',
  'quota_exceeded',
  'temporary_session_expired',
  'verification_expired',
]);

const PERMISSION_TYPES: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'blocked_by_stripe',
  'capability_not_enabled',
  'feature_not_enabled',
]);

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'AUTHENTICATION',
  402: 'DECLINED',
  403: 'PERMISSION',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'RATE_LIMITED',
};

/** The outcome and advice that some codes carry. */
const BY_CODE: Readonly<Record<string, Partial<Classification>>> = {
  // An earlier request with this key is still being worked on: it may well be applied.
  idempotency_key_in_use: { outcome: 'unknown', retryable: true, pausesService: false },
  // Somebody else works on the same object: wait for that one, not for the whole of Stripe.
  lock_timeout: { retryable: true, pausesService: false },
};

function toCode({ status, type = '', code = '' }: StripeFailure): ErrorCode {
  if (type === 'rate_limit' || code === 'rate_limit') return 'RATE_LIMITED';
  if (type === 'idempotency_error' || CONFLICT_CODES.has(code) || CONFLICT_TYPES.has(type)) return 'CONFLICT';
  if (PERMISSION_TYPES.has(type)) return 'PERMISSION';
  // An answer whose body was not JSON reaches the SDK's error without its status.
  if (status === undefined || status >= 500) return 'UNAVAILABLE';
  return BY_STATUS[status] ?? 'VALIDATION';
}

const MAX_MESSAGE = 300;

/**
 * What a failure that Stripe answered means. Decided by status, type, code and headers, never by the message. Holds only
 * what is known, so that it can be laid over what the transport found out.
 */
export function classifyFailure(
  failure: StripeFailure,
): Partial<Classification> & Pick<Classification, 'code' | 'message'> {
  const code = toCode(failure);
  const codes = [failure.code, failure.declineCode].filter((text) => text !== undefined && text !== '');
  const told = failure.message?.slice(0, MAX_MESSAGE) ?? `answered with status ${failure.status ?? 'unknown'}`;
  return {
    code,
    message: codes.length === 0 ? told : `${told} (${codes.join(', ')})`,
    ...(failure.status !== undefined && { status: failure.status }),
    ...(failure.code !== undefined && { vendorCode: failure.code }),
    // Somebody else is at it: the SDK, left to itself, repeats every 409.
    ...(failure.status === 409 && { retryable: true }),
    ...(failure.code !== undefined && BY_CODE[failure.code]),
    ...(failure.shouldRetry === 'true' && { retryable: true }),
    ...(failure.shouldRetry === 'false' && { retryable: false }),
  };
}
