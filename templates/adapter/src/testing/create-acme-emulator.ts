import { type Clock, systemClock } from '@breakwater/core';
import {
  type Book,
  createEmulator,
  createRouter,
  createWebhookSender,
  type Emulator,
  type Exchange,
  type FaultProgram,
  readBody,
  type WebhookSender,
} from '@breakwater/testing';
import type { AcmeOrder } from '../acme-client.js';
import { signAcmeWebhook } from '../webhooks/sign-acme-webhook.js';

/** Options of {@link createAcmeEmulator}. */
export interface AcmeEmulatorOptions {
  /** The key that it accepts. @default any */
  readonly apiKey?: string | undefined;
  /** Where it sends its events. @default nowhere */
  readonly webhooks?: { readonly url: string; readonly secret: string; readonly fetch?: typeof fetch } | undefined;
  readonly clock?: Clock | undefined;
  readonly faults?: FaultProgram | undefined;
}

/** What Acme believes, beside the requests. */
export interface AcmeBook extends Book {
  readonly orders: readonly AcmeOrder[];
}

/** A twin of Acme. */
export interface AcmeEmulator extends Emulator<AcmeBook> {
  /** Resolves when every event that was sent has arrived. */
  flush(): Promise<void>;
}

interface StoredAnswer {
  readonly body: string;
  readonly order: AcmeOrder;
}

/**
 * A stateful twin of Acme: orders, its rules for idempotency keys, its errors, and its signed webhooks.
 *
 * @example
 * ```ts
 * import { createAcme } from '@breakwater/acme';
 * import { createAcmeEmulator } from '@breakwater/acme/testing';
 * import { toFetch } from '@breakwater/testing';
 *
 * const emulator = createAcmeEmulator();
 * const acme = createAcme({ apiKey: 'acme_emulated', fetch: toFetch(emulator) });
 * await acme.orders.place({ item: 'anchor', quantity: 2 });
 * console.log(emulator.book.orders);
 * ```
 */
export function createAcmeEmulator(options: AcmeEmulatorOptions = {}): AcmeEmulator {
  const { apiKey, webhooks, clock = systemClock, faults } = options;
  const orders = new Map<string, AcmeOrder>();
  const answers = new Map<string, StoredAnswer>();
  const sender: WebhookSender | undefined =
    webhooks &&
    createWebhookSender({
      url: webhooks.url,
      sign: (body, at) => signAcmeWebhook(body, { secret: webhooks.secret, at }),
      clock,
      ...(webhooks.fetch && { fetch: webhooks.fetch }),
      ...(faults && { faults }),
    });

  const announce = (order: AcmeOrder): void => {
    const event = { id: `evt_${order.id}`, type: 'order.placed', created: Math.floor(clock.now() / 1_000), order };
    sender?.send({ id: event.id, type: event.type, body: JSON.stringify(event) });
  };

  const create = async (request: Request, exchange: Exchange): Promise<Response> => {
    const bytes = await readBody(request, 64 * 1024);
    if (!bytes) return failure(413, 'too_large', 'The body is larger than 64 KiB.');
    const body = new TextDecoder().decode(bytes);
    const key = request.headers.get('idempotency-key') ?? undefined;
    const stored = key === undefined ? undefined : answers.get(key);
    if (stored) {
      exchange.note({ replayed: true });
      return stored.body === body
        ? json(200, stored.order)
        : failure(409, 'key_reused', 'The key belongs to another order.');
    }
    const input = parseOrder(body);
    if (!input) return failure(400, 'invalid_order', 'An order has an item and a quantity above 0.');
    const early = await exchange.begin();
    if (early) return early;
    const order = { id: `ord_${orders.size + 1}`, ...input };
    orders.set(order.id, order);
    if (key !== undefined) answers.set(key, { body, order });
    exchange.commit();
    announce(order);
    return json(200, order);
  };

  const router = createRouter<(request: Request, exchange: Exchange, id: string) => Promise<Response>>({
    'POST /v1/orders': create,
    'GET /v1/orders/{order}': async (_request, exchange, id) => {
      const early = await exchange.begin();
      if (early) return early;
      const order = orders.get(id);
      return order ? json(200, order) : failure(404, 'no_such_order', `There is no order ${id}.`);
    },
    'GET /v1/status': async (_request, exchange) => (await exchange.begin()) ?? json(200, { ok: true }),
  });

  const emulator = createEmulator({
    name: 'acme',
    clock,
    ...(faults && { faults }),
    idempotencyHeader: 'idempotency-key',
    domain: {
      get orders(): readonly AcmeOrder[] {
        return [...orders.values()];
      },
    },
    errorResponse: (status) => failure(status, 'injected', `Acme answered ${status}.`),
    respond: async (request, exchange) => {
      const match = router.match(request.method, new URL(request.url).pathname);
      if (match) exchange.note({ route: match.route });
      if (apiKey !== undefined && request.headers.get('authorization') !== `Bearer ${apiKey}`) {
        return failure(401, 'unknown_key', 'The key is not known.');
      }
      if (!match) return failure(404, 'no_such_route', 'There is no such route.');
      return await match.handler(request, exchange, match.parameters['order'] ?? '');
    },
    close: async () => {
      await sender?.close();
    },
  });
  return Object.freeze({ ...emulator, flush: async (): Promise<void> => await sender?.flush() });
}

const json = (status: number, body: unknown): Response =>
  Response.json(body, { status, headers: { 'request-id': 'req_emulated' } });

const failure = (status: number, code: string, message: string): Response => json(status, { error: { code, message } });

function parseOrder(text: string): Omit<AcmeOrder, 'id'> | undefined {
  try {
    const { item, quantity } = JSON.parse(text) as { item?: unknown; quantity?: unknown };
    const isValid = typeof item === 'string' && item !== '' && Number.isInteger(quantity) && Number(quantity) > 0;
    return isValid ? { item, quantity: Number(quantity) } : undefined;
  } catch {
    return undefined;
  }
}
