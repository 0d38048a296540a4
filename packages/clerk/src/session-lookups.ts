import {
  type AnsweredResponse,
  type Clock,
  IntegrationError,
  type IntegrationErrorInit,
  isIntegrationError,
  parseRetryAfter,
} from '@breakwater/core';
import { addressOf } from './address-of.js';
import { classifyResponse } from './classify-response.js';
import type { Inquiry } from './inquiry.js';

type Fetch = typeof globalThis.fetch;

/** What the SDK asks for a session while it looks at a request. Read in `tokens/request.ts` of @clerk/backend 3.25.0. */
type SessionLookup = 'handshake' | 'refresh';

const PATHS: readonly (readonly [SessionLookup, RegExp])[] = [
  ['handshake', /^\/v1\/clients\/handshake_payload$/],
  ['refresh', /^\/v1\/sessions\/[^/]+\/refresh$/],
];

/** Sends what asks for a session, and notes in the inquiry when Clerk could not tell. */
export interface SessionLookups {
  /** Undefined for a request of another kind. */
  send(inquiry: Inquiry, input: Parameters<Fetch>[0], init: RequestInit | undefined): Promise<Response> | undefined;
}

/**
 * Makes {@link SessionLookups}. Anybody can have a nonce looked up, with a cookie made up by hand: so that this does not use
 * up what the instance may ask, at most `perSecond` of them are sent, and the others are refused at once.
 */
export function createSessionLookups(parts: {
  readonly transport: Fetch;
  readonly perSecond: number;
  readonly clock: Clock;
}): SessionLookups {
  const { transport, clock } = parts;
  const perSecond = Math.max(1, parts.perSecond);
  let room = perSecond;
  let filledAt = clock.now();

  const assertRoom = (): void => {
    const now = clock.now();
    room = Math.min(perSecond, room + (Math.max(0, now - filledAt) / 1_000) * perSecond);
    filledAt = now;
    if (room < 1) {
      const retryAfterMs = ((1 - room) / perSecond) * 1_000;
      throw toOpenError({ code: 'OVERLOADED', retryAfterMs }, `more than ${perSecond} a second are not sent`);
    }
    room -= 1;
  };
  const send = async (lookup: SessionLookup, inquiry: Inquiry, ...request: Parameters<Fetch>): Promise<Response> => {
    inquiry.hasAskedForSession = true;
    const note = (error: IntegrationError): void => {
      if (lookup === 'refresh') inquiry.refreshFailure ??= error;
      else inquiry.failure ??= error;
    };
    try {
      assertRoom();
      const response = await transport(...request);
      const failure = await findFailure(lookup, response, clock.now());
      if (failure !== undefined) note(failure);
      return response;
    } catch (error) {
      if (isIntegrationError(error)) note(toOpenError(error, error.code));
      throw error;
    }
  };
  return {
    send(inquiry, input, init) {
      const { pathname } = new URL(addressOf(input));
      const lookup = PATHS.find(([, path]) => path.test(pathname))?.[0];
      return lookup && send(lookup, inquiry, input, init);
    },
  };
}

/** The error of an inquiry that could not be ended. Nothing was changed by it: it can be made again. */
export function toOpenError(
  facts: Partial<IntegrationErrorInit> & Pick<IntegrationErrorInit, 'code'>,
  why: string,
): IntegrationError {
  const { code, status, vendorCode, requestId, retryAfterMs, attempts, elapsedMs, cause } = facts;
  return new IntegrationError({
    code,
    status,
    vendorCode,
    requestId,
    retryAfterMs,
    attempts,
    elapsedMs,
    cause,
    service: 'clerk',
    operation: 'authenticate',
    message: `clerk authenticate: nobody knows who it is: the session could not be looked up (${why})`,
    outcome: 'not_applied',
  });
}

/** Refusals of the secret key, which are nothing that a visitor has done. Source: https://clerk.com/docs/guides/development/errors/backend-api */
const OUR_FAULT = /^(?:clerk|secret)_key_invalid$|^authorization_/;

/** Why an answer leaves open who it is. Undefined for cookies, and for what Clerk itself refuses the visitor with. */
async function findFailure(
  lookup: SessionLookup,
  response: Response,
  now: number,
): Promise<IntegrationError | undefined> {
  const text = await response.clone().text();
  const { status, headers } = response;
  if (response.ok && holdsCookies(lookup, text)) return undefined;
  const answered: AnsweredResponse = { status, headers, text: () => text };
  const { vendorCode, requestId } = classifyResponse(answered) ?? {};
  const isOurFault = vendorCode !== undefined && OUR_FAULT.test(vendorCode);
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429 && vendorCode !== undefined;
  if (isRefusal && !isOurFault) return undefined;
  const code = isOurFault ? 'AUTHENTICATION' : status === 429 ? 'RATE_LIMITED' : 'UNAVAILABLE';
  const facts = { code, status, vendorCode, requestId, retryAfterMs: parseRetryAfter(headers, now) } as const;
  return toOpenError(facts, response.ok ? 'the answer holds no cookies' : `answered with status ${status}`);
}

function holdsCookies(lookup: SessionLookup, text: string): boolean {
  try {
    const { directives, cookies } = Object(JSON.parse(text)) as { directives?: unknown; cookies?: unknown };
    const list = lookup === 'handshake' ? directives : cookies;
    return Array.isArray(list) && list.every((cookie) => typeof cookie === 'string');
  } catch {
    return false;
  }
}
