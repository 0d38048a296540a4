import { afterEach, expect } from 'vitest';
import type { Inbox, WebhookHandlerOptions, WebhookWorker } from '../../src/webhooks/index.js';
import * as webhooks from '../../src/webhooks/index.js';
import type { AcmeEvents } from './acme.js';
import { asDurable, createHarness, type Harness } from './handler-harness.js';

/** The key of an event of Acme's. */
export const keyOf = (id: string): webhooks.DeliveryKey => ({ tenant: '', source: 'acme', id });

/** A handler, its worker, and what a test looks at. */
export interface WorkerHarness extends Harness {
  readonly worker: WebhookWorker;
  /** How often the store was asked for deliveries. */
  readonly claims: () => number;
}

let open: readonly { readonly harness: Harness; readonly worker: WebhookWorker }[] = [];

/** A handler in persist mode, and its worker, started. */
export function createWorker(
  options: Partial<WebhookHandlerOptions<AcmeEvents>> = {},
  workerOptions: Partial<webhooks.WebhookWorkerOptions> = {},
  change: (inbox: Inbox) => Inbox = (inbox) => inbox,
): WorkerHarness {
  let claims = 0;
  const counting = (inbox: Inbox): Inbox => ({
    ...inbox,
    claim: (...input) => {
      claims += 1;
      return inbox.claim(...input);
    },
  });
  const harness = createHarness(webhooks, options, (inbox) => counting(change(asDurable(inbox))));
  const { handler, clock } = harness;
  const worker = webhooks.createWebhookWorker({ handlers: [handler], clock, random: () => 0, ...workerOptions });
  open = [...open, { harness, worker }];
  worker.start();
  return { ...harness, worker, claims: () => claims };
}

/** Stops what a test has started; then nothing of it may be left. */
afterEach(async () => {
  const started = open;
  open = [];
  for (const { harness, worker } of started) {
    await harness.clock.settle(worker.stop());
    expect(harness.clock.pending).toBe(0);
  }
});
