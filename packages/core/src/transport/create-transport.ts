import { createRefusal, type IntegrationError, isIntegrationError } from '../errors/integration-error.js';
import { createRedactor, type Redact } from '../errors/redact.js';
import { type Classification, redactClassification } from '../resilience/classification.js';
import type { Attempt, Policy } from '../resilience/policy.js';
import { type Clock, systemClock } from '../runtime/clock.js';
import type { CallContextStore, TransportContext } from './call-context.js';
import { type AnsweredResponse, classifyForeignBody, classifyRedirect, classifyResponse } from './classify-response.js';
import { followRedirects } from './follow-redirects.js';
import { applyIdempotency, type IdempotencyRules } from './idempotency.js';
import { joinSignals } from './join-signals.js';
import { type OutgoingRequest, toOutgoingRequest } from './outgoing-request.js';
import { ResponseTooLargeError, readBody, toBufferedResponse } from './read-response.js';
import { createRouteTemplate } from './route-template.js';

/** What an adapter tells the transport of its vendor. */
export interface TransportRules extends IdempotencyRules {
  /** Where `run` leaves the context of a call. */
  readonly context?: CallContextStore | undefined;
  /** @default globalThis.fetch, looked up at each request */
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly redact?: Redact | undefined;
  /** The vendor's route templates, such as `/v1/customers/{customer}`: the names of bare calls. */
  readonly routes?: readonly string[] | undefined;
  /** Refines the meaning of an answer; its fields win over those of the default. */
  readonly classifyResponse?: ((response: AnsweredResponse) => Partial<Classification> | undefined) | undefined;
  /** The vendor answers JSON, so that a page of HTML with status 200 is a failure. @default true */
  readonly expectsJson?: boolean | undefined;
  /** Requests whose answer is handed on unread, because it is a stream. @default none */
  readonly isStream?: ((request: OutgoingRequest) => boolean) | undefined;
  /** Looks at a request before it is sent; what it throws refuses the request before any I/O. */
  readonly inspect?: ((request: OutgoingRequest) => void) | undefined;
  /** Largest answer that is read, in bytes. @default 67_108_864 (64 MiB) */
  readonly maxResponseBytes?: number | undefined;
}

/**
 * A `fetch` to put inside a vendor's SDK: each request runs under the policy. The answer is read inside the attempt, so
 * that a stalled or cut body is a failed attempt. When the attempts are used up and the last one was answered, that
 * answer is returned, so that the SDK builds its own error from it.
 *
 * @throws IntegrationError when there is no answer to return, or the reason of the signal when the caller aborted
 * @example
 * ```ts
 * import { createPolicy, createTransport } from '@breakwater/core';
 *
 * const fetch = createTransport(createPolicy('acme'), { routes: ['/v1/orders/{order}'] });
 * const response = await fetch('https://api.acme.example/v1/orders/7');
 * export const order: unknown = await response.json();
 * ```
 */
export function createTransport(policy: Policy, rules: TransportRules = {}): typeof globalThis.fetch {
  const toRoute = createRouteTemplate(rules.routes);
  const redact = rules.redact ?? createRedactor();
  const clock = rules.clock ?? systemClock;
  const maxBytes = rules.maxResponseBytes ?? 64 * 1024 * 1024;

  async function send(request: OutgoingRequest, init: RequestInit, attempt: Attempt): Promise<Answer> {
    const fetch = rules.fetch ?? globalThis.fetch;
    const { method, headers, body } = request;
    const sent = { ...init, method, headers, body: body ?? null, signal: attempt.signal };
    const response = await followRedirects(fetch, request.url, sent);
    if (response.ok && rules.isStream?.(request) === true) return { response, failure: undefined };
    try {
      const bytes = await readBody(response, maxBytes);
      const buffered = toBufferedResponse(response, bytes);
      return { response: buffered, failure: judge(buffered, bytes) };
    } catch (error) {
      if (!(error instanceof ResponseTooLargeError)) throw error;
      const failure: Classification = {
        code: 'UNAVAILABLE',
        message: error.message,
        outcome: 'unknown',
        retryable: false,
        status: response.status,
      };
      return { response: undefined, failure };
    }
  }

  function judge(response: Response, bytes: Uint8Array): Classification | undefined {
    let text: string | undefined;
    const answered: AnsweredResponse = {
      status: response.status,
      headers: response.headers,
      text: () => (text ??= new TextDecoder().decode(bytes)),
    };
    const byStatus = classifyResponse(answered, clock.now()) ?? classifyRedirect(answered);
    const standard = byStatus ?? (rules.expectsJson === false ? undefined : classifyForeignBody(answered));
    const refined = rules.classifyResponse?.(answered);
    if (standard === undefined && refined?.code === undefined) return undefined;
    const fallback = { code: 'UNKNOWN', message: `answered with status ${response.status}`, status: response.status };
    const merged = { ...fallback, ...standard, ...refined } as Classification;
    return redactClassification(merged, redact);
  }

  return async (input, init = {}) => {
    const store = rules.context?.getStore();
    // Work that a call left behind, such as a timer, runs on under its own name.
    const context = store?.finished === true ? undefined : store;
    const request = await toOutgoingRequest(input, init);
    rules.inspect?.(request);
    const readOnly = READ_METHODS.has(request.method) || rules.isRead?.(request) === true;
    const { idempotent, key, callKey } = applyIdempotency(request, rules, context, policy.name);
    const ownSignal = init.signal ?? (typeof input === 'object' && 'signal' in input ? input.signal : undefined);
    const write = readOnly ? undefined : context?.progress.beginWrite(key);
    let latest: Answer | undefined;
    let sent = false;
    try {
      const answer = await policy.execute<Answer>(
        async (attempt) => {
          latest = undefined;
          sent = true;
          context?.progress.countRequest();
          latest = await send(request, init, attempt);
          return latest;
        },
        {
          operation: context?.operation ?? `${request.method} ${toRoute(request.url.pathname)}`,
          // The context's signal also ends what outlives its call, should a clock step have stretched the time below.
          signal: joinSignals(ownSignal, context?.signal),
          timeout: context === undefined ? undefined : Math.max(0, context.deadline - clock.now()),
          idempotent,
          readOnly,
          idempotencyKey: callKey,
          fallback: false,
          classifyResult: (result) => result.failure,
          reconcile: context?.reconcile && (() => reconcile(context)),
          attributes: context?.attributes,
        },
      );
      write?.end('applied');
      if (answer.response !== undefined) return answer.response;
      throw createReconciledSignal(policy.name);
    } catch (error) {
      if (!isIntegrationError(error)) write?.end(sent ? 'unknown' : 'refused');
      else if (context?.reconciled === undefined) {
        write?.end(error.outcome === 'unknown' ? 'unknown' : 'refused');
        context?.progress.noteFailure(error);
        // An answer in hand is what the SDK knows how to read; `latest` is unset when the last attempt brought none. One
        // that calls itself a success, and is none, would be believed.
        if (latest?.response?.ok === false && isFailureOf(error, latest.failure)) return latest.response;
      }
      throw error;
    }
  };
}

/** Methods that change nothing (RFC 9110, section 9.2.1): a failed one surely had no effect. */
const READ_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** What came of one attempt. Without a response it was found by `reconcile`, or was too large to read. */
interface Answer {
  readonly response: Response | undefined;
  readonly failure: Classification | undefined;
}

async function reconcile(context: TransportContext): Promise<Answer | undefined> {
  const found = await context.reconcile?.();
  if (found === undefined) return undefined;
  context.reconciled = { value: found };
  return { response: undefined, failure: undefined };
}

/** Ends the SDK's call after `reconcile` found the result; `run` returns that result and drops this error. */
function createReconciledSignal(service: string): IntegrationError {
  return createRefusal({
    code: 'UNKNOWN',
    service,
    operation: 'reconcile',
    message: 'The result was found by reconcile',
  });
}

function isFailureOf(error: unknown, failure: Classification | undefined): boolean {
  return (
    failure !== undefined && isIntegrationError(error) && error.code === failure.code && error.status === failure.status
  );
}
