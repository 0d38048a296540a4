import { type Clock, systemClock } from '@breakwater/core';
import {
  type Book,
  createEmulator,
  createFaultProgram,
  createRouter,
  type Emulator,
  type Exchange,
  type FaultProgram,
  readBody,
} from '@breakwater/testing';
import { createAccountRoutes } from './account-routes.js';
import { plainRefusal, refusal } from './answers.js';
import { createContactRoutes } from './contact-routes.js';
import type { EmulatedRoute } from './emulated-route.js';
import { type DeliveryOutcome, deliverMail } from './mail-events.js';
import { createMailRoutes } from './mail-routes.js';
import { createRateLimits, toRateLimitHeaders } from './rate-limits.js';
import { releaseMails } from './release-mails.js';
import { createSendGridBook, type SendGridBook } from './sendgrid-book.js';
import { createSendGridState, type EmulatedMail, settleJobs } from './sendgrid-state.js';
import { createTestHelpers, type SendGridTestHelpers } from './sendgrid-test-helpers.js';
import {
  createSendGridWebhookEndpoints,
  type SendGridWebhookEndpoint,
  type SendGridWebhookEndpoints,
} from './sendgrid-webhook-endpoints.js';
import { createSuppressionRoutes } from './suppression-routes.js';

/** Options of {@link createSendGridEmulator}. */
export interface SendGridEmulatorOptions {
  /** The key that it accepts. @default any */
  readonly apiKey?: string | undefined;
  /** Senders that are verified; mails from others are answered 403. @default all */
  readonly verifiedSenders?: readonly string[] | undefined;
  /** Ids of the contact lists that there are. @default none */
  readonly lists?: readonly string[] | undefined;
  /** Ids of the dynamic templates that `GET /v3/templates` tells of; mails may use any. @default none */
  readonly templates?: readonly string[] | undefined;
  /** What becomes of the mails to an address. @default always 'delivered' */
  readonly outcomeOf?: ((email: string) => DeliveryOutcome) | undefined;
  /** Milliseconds after which a change of contacts is made. @default 1_000 */
  readonly jobDelay?: number | undefined;
  /** Requests a minute and endpoint, mails apart: SendGrid does not publish its figures. @default 600 */
  readonly rateLimit?: number | undefined;
  /** Where signed events are sent. More endpoints can be added later. @default nowhere */
  readonly webhooks?: SendGridWebhookEndpoint | undefined;
  /** @default the machine's clock */
  readonly clock?: Clock | undefined;
  readonly faults?: FaultProgram | undefined;
}

/** A twin of SendGrid. */
export interface SendGridEmulator extends Emulator<Book & SendGridBook> {
  readonly testHelpers: SendGridTestHelpers;
  readonly webhooks: SendGridWebhookEndpoints;
}

/** The largest request, in bytes: a mail has less than 30 MB. */
const LARGEST_BODY = 30 * 1024 * 1024;

/**
 * A stateful twin of SendGrid: mails with its validation and limits, batches, contacts, suppressions, rate limits, and its
 * signed events in batches. Scheduled mails are sent when their time has come on the clock, at the next request or look
 * into the book, or by `testHelpers.releaseDue()`.
 *
 * @example
 * ```ts
 * import { createSendGrid } from '@breakwater/sendgrid';
 * import { createSendGridEmulator } from '@breakwater/sendgrid/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createSendGridEmulator();
 * const sendgrid = createSendGrid({ apiKey: 'SG.emulated', fromEmail: 'shop@example.com', fetch: toFetch(emulator) });
 * await sendgrid.emails.send({ to: 'ada@example.com', subject: 'Hello', text: 'How are you?' });
 * console.log(emulator.book.mailsTo('ada@example.com').length); // 1
 * ```
 */
export function createSendGridEmulator(options: SendGridEmulatorOptions = {}): SendGridEmulator {
  const { apiKey, webhooks, clock = systemClock, faults = createFaultProgram(), rateLimit = 600 } = options;
  const state = createSendGridState(options.lists ?? []);
  const count = createRateLimits(rateLimit);
  const endpoints = createSendGridWebhookEndpoints(clock, faults);
  if (webhooks !== undefined) endpoints.add(webhooks);
  const deliver = (mail: EmulatedMail): void =>
    endpoints.send(deliverMail(state, mail, options.outcomeOf ?? (() => 'delivered'), clock.now()));
  const catchUp = (): void => {
    settleJobs(state, clock.now());
    releaseMails(state, clock.now(), deliver);
  };
  const verified = options.verifiedSenders?.map((email) => email.toLowerCase());
  const router = createRouter<EmulatedRoute>({
    ...createMailRoutes({ verifiedSenders: verified && new Set(verified), deliver }),
    ...createContactRoutes(options.jobDelay ?? 1_000),
    ...createSuppressionRoutes(),
    ...createAccountRoutes({ templates: options.templates ?? [], webhooks: () => endpoints.list }),
  });
  const unsimulated = new Set<string>();

  const respond = async (request: Request, exchange: Exchange): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const authorization = request.headers.get('authorization') ?? '';
    if (!authorization.startsWith('Bearer ') || (apiKey !== undefined && authorization !== `Bearer ${apiKey}`))
      return plainRefusal(401);
    const match = router.match(request.method, pathname);
    if (match === undefined) {
      unsimulated.add(`${request.method} ${pathname}`);
      return refusal(404, { field: null, message: `not found: ${request.method} ${pathname} is not simulated` });
    }
    const limit = count(match.route, clock.now());
    if (limit.exceeded) return withHeaders(plainRefusal(429), limit.headers);
    catchUp();
    const bytes = await readBody(request, LARGEST_BODY);
    if (bytes === undefined) return plainRefusal(413);
    if (bytes.length > 0 && !isJson(request)) return plainRefusal(415);
    const body = parseJson(bytes);
    if (body === INVALID) return refusal(400, { field: null, message: 'the body is no JSON' });
    const { parameters, handler } = match;
    const effect = handler({ parameters, query: searchParams, body, now: clock.now(), state });
    if (effect instanceof Response) return withHeaders(effect, limit.headers);
    const early = await exchange.begin();
    if (early !== undefined) return early;
    const response = effect.apply();
    if (effect.changes) exchange.commit();
    return withHeaders(response, limit.headers);
  };

  const emulator = createEmulator<SendGridBook>({
    name: 'sendgrid',
    clock,
    faults,
    domain: createSendGridBook(state, catchUp, unsimulated),
    route: ({ method, path }) => router.match(method, path)?.route,
    // An injected 429 asks for a second, as SendGrid's own do: for the time until the limit is reset.
    errorResponse: (status) =>
      status === 429
        ? withHeaders(plainRefusal(429), toRateLimitHeaders(rateLimit, 0, clock.now() + 1_000))
        : plainRefusal(status),
    respond,
    close: () => endpoints.close(),
  });
  return Object.freeze<SendGridEmulator>({
    ...emulator,
    testHelpers: createTestHelpers({ state, clock, send: endpoints.send, releaseDue: catchUp }),
    webhooks: Object.freeze<SendGridWebhookEndpoints>({
      add: endpoints.add,
      publicKey: endpoints.publicKey,
      get deliveries() {
        return endpoints.deliveries;
      },
      flush: async () => {
        catchUp();
        await endpoints.flush();
      },
    }),
  });
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

const isJson = ({ headers }: Request): boolean =>
  /^application\/json(?:\s*;|$)/i.test(headers.get('content-type') ?? '');

const INVALID = Symbol('invalid');

function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return INVALID;
  }
}
