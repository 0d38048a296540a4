import { createInputError, type IntegrationError, isIntegrationError } from '@breakwater/core';
import type { FailoverEvents } from './hosts/failover-events.js';
import { HOST_PASS, type HostedRequestInit, type HostPass } from './hosts/host-fetch.js';
import type { HostRings } from './hosts/host-rings.js';
import { ABSENT_HEADER } from './operations/absent-as-null.js';

/** The part of the SDK's request that is used. Its timeouts are not: time is the policy's. */
interface SdkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly data?: string | Uint8Array | undefined;
}

/** An answer in the SDK's form. */
export interface SdkResponse {
  readonly status: number;
  readonly content: string;
  readonly headers: Record<string, string>;
  readonly isTimedOut: boolean;
  /**
   * Our error, where there is no answer. The SDK's `RetryError` keeps it: its own text blames the application id, whatever
   * happened, so look at `error.stackTrace.at(-1).response.failure`.
   */
  readonly failure?: IntegrationError | undefined;
}

/** The call that a request is made in. */
export interface SurroundingCall {
  readonly operation: string;
  /** When it has to be over, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Undefined for a bare call. */
  readonly signal: AbortSignal | undefined;
}

/** What {@link createPolicyRequester} needs. */
export interface PolicyRequesterParts {
  readonly transport: typeof globalThis.fetch;
  readonly findRing: HostRings['find'];
  readonly follow: FailoverEvents['follow'];
  readonly currentCall: () => SurroundingCall;
}

/**
 * What the SDK sends its requests with: each one runs under the policy. It is one of the SDK's own seams, so that nothing
 * of the SDK is patched. An abort is thrown as it is, which the SDK hands on.
 */
export function createPolicyRequester(parts: PolicyRequesterParts): {
  send(request: SdkRequest): Promise<SdkResponse>;
} {
  const { transport, findRing, follow, currentCall } = parts;
  return {
    async send({ method, url: address, headers, data }) {
      const call = currentCall();
      // The SDK's waiting helpers know of no signal: they would look on long after the call that they belong to was over.
      call.signal?.throwIfAborted();
      assertPathIsKept(address, call.operation);
      const url = new URL(address);
      const { [ABSENT_HEADER]: absent, ...sent } = headers;
      const found = findRing(url, headers['x-algolia-application-id']);
      const pass: HostPass | undefined = found && {
        ...found,
        tried: new Set(),
        deadline: call.deadline,
        absentAsNull: absent !== undefined,
        failovers: [],
      };
      const init: HostedRequestInit = {
        method,
        headers: sent,
        body: data === undefined ? null : (data as BodyInit),
        ...(pass !== undefined && { [HOST_PASS]: pass }),
      };
      const send = (): Promise<Response> => transport(url, init);
      try {
        const response = await (pass === undefined ? send() : follow(pass, send));
        // Older versions of the SDK keep the request in their errors as it was sent.
        if (!response.ok) hideKey(headers);
        return {
          status: response.status,
          content: await response.text(),
          headers: Object.fromEntries(response.headers),
          isTimedOut: false,
        };
      } catch (error) {
        hideKey(headers);
        if (!isIntegrationError(error)) throw error;
        return { status: 0, content: error.message, headers: {}, isTimedOut: error.code === 'TIMEOUT', failure: error };
      }
    },
  };
}

const KEY = 'x-algolia-api-key';

function hideKey(headers: Record<string, string>): void {
  if (headers[KEY] !== undefined) headers[KEY] = '*****';
}

/** A segment that a URL takes for a step, also in its encoded form. */
const STEP = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * Refuses a request that would be sent to another path than was asked for: the SDK encodes ids, but `..` stays as it is, and
 * makes removing a synonym remove the index.
 *
 * @throws IntegrationError `VALIDATION`, before any I/O
 */
function assertPathIsKept(address: string, operation: string): void {
  const [path = ''] = address.replace(/^\w+:\/\/[^/]*/, '').split('?');
  // A URL turns a backslash into a slash, drops line breaks and tabs, and sends nothing from a `#` on.
  if (!STEP.test(path) && !/[\\\t\r\n#]/.test(path)) return;
  const expected = 'made of ids and names that arrive as they are, and lead to no other path: neither `.` nor `..`';
  const issues = [{ path: 'request.path', expected, received: 'one that a URL turns into another path' }];
  throw createInputError(issues, { service: 'algolia', operation });
}
