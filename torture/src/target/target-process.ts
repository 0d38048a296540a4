// A process under torture: it receives deliveries, stores them, works on them, and suffers the fault that it was given.
import { createWebhookHandler, createWebhookWorker } from '@breakwater/core/webhooks';
import { createSeededRandom } from '../../../packages/testing/src/seeded-random.ts';
import { plantBug } from '../bugs/plant-bug.ts';
import { openStore } from '../stores/torture-store.ts';
import { SIGNATURE_HEADER } from '../torture-event.ts';
import { LEASE } from '../torture-plan.ts';
import { createTortureHandlers } from './create-torture-handlers.ts';
import { createTortureSource, type TortureEvents } from './create-torture-source.ts';
import { createSufferer, withSteps } from './fault.ts';
import type { FromTarget, TargetOrder, ToTarget } from './target-messages.ts';

/** So many times the store cannot be reached when something is to be stored. */
const OUTAGE_RATE = 0.02;

const tell = (message: FromTarget): void => void process.send?.(message);

function createQuestions(): {
  ask(subject: string): Promise<number>;
  answer(question: number, revision: number): void;
} {
  const open = new Map<number, (revision: number) => void>();
  let count = 0;
  return {
    ask(subject) {
      const question = count++;
      tell({ type: 'fetch', question, subject });
      return new Promise((resolve) => open.set(question, resolve));
    },
    answer(question, revision) {
      open.get(question)?.(revision);
      open.delete(question);
    },
  };
}

async function start({ location, seed, bug }: TargetOrder): Promise<void> {
  const random = createSeededRandom(seed);
  const { pass, arm } = createSufferer(LEASE * 1.5, () => tell({ type: 'stalled' }));
  const store = await openStore(location);
  const questions = createQuestions();
  const handler = createWebhookHandler<TortureEvents, unknown>({
    source: createTortureSource(),
    inbox: plantBug(
      withSteps(store.inbox, pass, () => random() < OUTAGE_RATE),
      bug,
    ),
    on: createTortureHandlers({ store, pass, random, bug, fetchRevision: questions.ask }),
    mode: 'persist',
    lease: LEASE,
    handlerTimeout: LEASE * 10,
    retryPolicy: { maxRetries: 1_000, baseDelay: 20, maxDelay: 200 },
  });
  const worker = createWebhookWorker({ handlers: [handler], concurrency: 8, pollInterval: 50, maxPollInterval: 250 });

  const deliver = async (request: number, body: string, signature: string): Promise<void> => {
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    const { status } = await handler(new Request('https://target.test/webhooks', { method: 'POST', headers, body }));
    pass('before-answer');
    tell({ type: 'answered', request, status });
  };

  process.on('message', (message: ToTarget) => {
    if (message.type === 'suffer') arm(message.fault);
    if (message.type === 'deliver') void deliver(message.request, message.body, message.signature);
    if (message.type === 'present') questions.answer(message.question, message.revision);
    if (message.type === 'stop') {
      void worker
        .stop()
        .then(() => store.close())
        .then(() => process.exit(0));
    }
  });
  worker.start();
  tell({ type: 'ready' });
}

process.once('message', (order: TargetOrder) => {
  start(order).catch((error: unknown) => {
    tell({ type: 'broken', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
// Whoever loses its sender has nothing to live for.
process.once('disconnect', () => process.exit(1));
