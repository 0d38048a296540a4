import { type Clock, createSleep, systemClock } from '@breakwater/core';
import type { WebhookFault } from './fault.js';
import type { FaultProgram } from './fault-program.js';

/** One webhook as the vendor means it. */
export interface WebhookMessage {
  /** The vendor's event id. */
  readonly id: string;
  readonly type: string;
  /** Exactly as it is signed and sent. */
  readonly body: string;
}

/** One attempt to deliver a webhook. */
export interface WebhookDelivery {
  readonly id: string;
  readonly type: string;
  /** Epoch milliseconds, on the sender's clock. */
  readonly at: number;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly fault?: WebhookFault['type'];
  /** `accepted` is a 2xx answer, `refused` any other, `failed` none at all, `dropped` was never sent. */
  readonly outcome: 'accepted' | 'refused' | 'failed' | 'dropped';
  readonly status?: number;
  /** What a refused delivery was answered: the first 200 characters of the body. */
  readonly answer?: string;
  readonly error?: unknown;
}

/** How and where webhooks are sent. */
export interface WebhookSenderOptions {
  readonly url: string;
  /** Makes the headers that prove who sent `body` at `at` (epoch milliseconds). */
  sign(body: string, at: number): Promise<Record<string, string>> | Record<string, string>;
  /** @default the global fetch, looked up at each delivery */
  readonly fetch?: typeof fetch;
  /** @default the machine's clock */
  readonly clock?: Clock;
  readonly faults?: FaultProgram;
  /** Milliseconds to wait before each further attempt after an answer other than 2xx. @default none: one attempt */
  readonly retryDelays?: readonly number[];
  /** Milliseconds that an answer may take. @default 10_000 */
  readonly timeout?: number;
}

/** Delivers webhooks one after the other, the way a vendor does: at least once, retried, and sometimes badly. */
export interface WebhookSender {
  /** Queues a delivery. */
  send(message: WebhookMessage): void;
  /** Resolves when everything that was queued is delivered, given up or dropped, including retries. */
  flush(): Promise<void>;
  /** Every attempt so far, oldest first. */
  readonly deliveries: readonly WebhookDelivery[];
  /** Drops what is queued or waits for a retry. */
  close(): Promise<void>;
}

/**
 * Creates a {@link WebhookSender}.
 *
 * @example
 * ```ts
 * import { createWebhookSender } from '@breakwater/testing';
 *
 * const sender = createWebhookSender({
 *   url: 'http://127.0.0.1:3000/webhooks',
 *   sign: () => ({ 'x-acme-signature': 'made of body, time and secret' }),
 * });
 * sender.send({ id: 'evt_1', type: 'order.placed', body: '{}' });
 * await sender.flush();
 * ```
 */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const clock = options.clock ?? systemClock;
  const { retryDelays = [], timeout = 10_000 } = options;
  const sleep = createSleep(clock);
  const closed = new AbortController();
  const deliveries: WebhookDelivery[] = [];
  const held: WebhookMessage[] = [];
  const retries = new Set<Promise<void>>();
  let queue: Promise<void> = Promise.resolve();

  const post = async (message: WebhookMessage, attempt: number, fault?: WebhookFault['type']): Promise<boolean> => {
    const at = clock.now();
    const facts = { id: message.id, type: message.type, at, attempt, ...(fault && { fault }) };
    const abort = new AbortController();
    const timer = clock.setTimeout(() => abort.abort(new Error(`No answer after ${timeout} ms.`)), timeout);
    const onClose = (): void => abort.abort(closed.signal.reason);
    closed.signal.addEventListener('abort', onClose, { once: true });
    try {
      const headers = { 'content-type': 'application/json; charset=utf-8', ...(await options.sign(message.body, at)) };
      const body = fault === 'tamper' ? tamper(message.body) : message.body;
      const send = options.fetch ?? globalThis.fetch;
      const request = { method: 'POST', headers, body, redirect: 'manual', signal: abort.signal } as const;
      const response = await send(options.url, request);
      const bytes = await response.arrayBuffer(); // A connection is reused only after its answer was read.
      const { ok, status } = response;
      deliveries.push({
        ...facts,
        status,
        ...(ok ? { outcome: 'accepted' } : { outcome: 'refused', answer: toAnswer(bytes) }),
      });
      return ok;
    } catch (error) {
      deliveries.push({ ...facts, outcome: 'failed', error });
      return false;
    } finally {
      clock.clearTimeout(timer);
      closed.signal.removeEventListener('abort', onClose);
    }
  };

  const retryLater = (message: WebhookMessage, attempt: number): void => {
    const delay = retryDelays[attempt - 1];
    if (delay === undefined) return;
    const retry = sleep(delay, closed.signal).then(
      () => enqueue(() => attemptOnce(message, attempt + 1)),
      () => {}, // Closed meanwhile.
    );
    retries.add(retry);
    void retry.finally(() => retries.delete(retry));
  };

  const attemptOnce = async (message: WebhookMessage, attempt: number, fault?: WebhookFault['type']): Promise<void> => {
    if (!(await post(message, attempt, fault))) retryLater(message, attempt);
  };

  const deliver = async (message: WebhookMessage): Promise<void> => {
    const fault = options.faults?.nextForWebhook(message.type);
    if (fault?.type === 'reorder') {
      held.push(message);
      return;
    }
    if (fault?.type === 'drop') {
      const { id, type } = message;
      deliveries.push({ id, type, at: clock.now(), attempt: 1, fault: 'drop', outcome: 'dropped' });
    } else if (fault?.type === 'duplicate') {
      await deliverCopies(message, fault.copies ?? 2, fault.concurrent ?? false);
    } else {
      if (fault?.type === 'tamper') await post(message, 1, 'tamper');
      await attemptOnce(message, 1);
    }
    await release('reorder');
  };

  const deliverCopies = async (message: WebhookMessage, copies: number, concurrent: boolean): Promise<void> => {
    const marks = Array.from({ length: copies }, (_, copy) => (copy === 0 ? undefined : ('duplicate' as const)));
    if (concurrent) await Promise.all(marks.map((mark) => attemptOnce(message, 1, mark)));
    else for (const mark of marks) await attemptOnce(message, 1, mark);
  };

  const release = async (fault: WebhookFault['type']): Promise<void> => {
    for (const message of held.splice(0)) await attemptOnce(message, 1, fault);
  };

  const enqueue = (job: () => Promise<void>): Promise<void> => {
    queue = queue.then(() => (closed.signal.aborted ? undefined : job()));
    return queue;
  };

  return {
    deliveries,
    send(message) {
      void enqueue(() => deliver(message));
    },
    async flush() {
      await enqueue(() => release('reorder'));
      while (retries.size > 0) await Promise.all(retries);
    },
    async close() {
      closed.abort(new Error('The webhook sender was closed.'));
      held.length = 0;
      await queue;
    },
  };
}

/** The beginning of an answer: no character takes more than four bytes. */
const toAnswer = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes.slice(0, 800)).slice(0, 200);

/** Changes one character of a JSON string value, so that the body still parses and only the signature tells. */
function tamper(body: string): string {
  const index = body.search(/[A-Za-z0-9](?="[,}\]\s])/);
  if (index < 0) return `${body} `;
  return body.slice(0, index) + (body[index] === '0' ? '1' : '0') + body.slice(index + 1);
}
