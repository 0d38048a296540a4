import { createWebhookHandler, createWebhookWorker, hmacWebhook, type Inbox } from '@breakwater/core/webhooks';
import { SECRET } from './inbox-load.ts';
import { CONCURRENCY, type InboxSubject } from './inbox-subject.ts';

/** Breakwater over one of its inboxes: a route that stores, and a worker. */
export function createOwnSubject<Transaction>(inbox: Inbox<Transaction>, end: () => Promise<void>): InboxSubject {
  const requests = new Map<string, Request>();
  let processed: (id: string) => void = () => {};
  const handler = createWebhookHandler<{ 'order.paid': { readonly id: string } }, Transaction>({
    source: hmacWebhook({ name: 'benchmark', secrets: [SECRET], header: 'x-signature', id: ({ id }) => id }),
    inbox,
    mode: 'persist',
    on: { 'order.paid': ({ id }) => processed(id) },
  });
  const worker = createWebhookWorker({ handlers: [handler], concurrency: CONCURRENCY });
  return {
    prepare(webhooks) {
      for (const { id, body, signature } of webhooks) {
        const headers = { 'content-type': 'application/json', 'x-signature': signature };
        const init = { method: 'POST', headers, body: new Uint8Array(body) };
        requests.set(id, new Request('https://shop.example/webhooks', init));
      }
    },
    async receive({ id }) {
      const request = requests.get(id);
      const answer = request && (await handler(request));
      if (answer?.status !== 200) throw new Error(`Answered ${answer?.status}`);
    },
    async start(onProcessed) {
      processed = onProcessed;
      worker.start();
    },
    async close() {
      await worker.stop();
      await end();
    },
  };
}
