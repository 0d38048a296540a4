import { setTimeout } from 'node:timers/promises';
import { latest, type WebhookHandle, type WebhookHandlers } from '@breakwater/core/webhooks';
import type { PlantedBug } from '../bugs/planted-bug.ts';
import type { TortureStore } from '../stores/torture-store.ts';
import type { TortureEvent } from '../torture-event.ts';
import type { TortureEvents } from './create-torture-source.ts';
import type { Sufferer } from './fault.ts';

/** What the handlers of the torture need. */
export interface TortureHandlersOptions {
  readonly store: TortureStore;
  readonly pass: Sufferer['pass'];
  readonly random: () => number;
  readonly bug: PlantedBug | undefined;
  /** Asks the sender for the present state of a subject. */
  readonly fetchRevision: (subject: string) => Promise<number>;
}

/** So many handlers fail, half of them after they have written. */
const FAILURE_RATE = 0.04;

/** So many handlers are slow enough for a heartbeat, by so many milliseconds. */
const SLOW_RATE = 0.005;
const SLOW = 450;

type Handle = WebhookHandle<TortureEvent, unknown>;

/** An application that writes what it is told, fails now and then, and leaves all care to the product. */
export function createTortureHandlers(options: TortureHandlersOptions): WebhookHandlers<TortureEvents, unknown> {
  const { store, pass, random, bug, fetchRevision } = options;

  const failing =
    (write: TortureStore['count']): Handle =>
    async (event, { transaction }) => {
      const chance = random();
      pass('before-handler');
      if (random() < SLOW_RATE) await setTimeout(SLOW);
      if (chance < FAILURE_RATE / 2) throw new Error('The handler failed before it wrote.');
      await write(transaction, event);
      pass('after-effect');
      if (chance < FAILURE_RATE) throw new Error('The handler failed after it had written.');
    };

  const guarded = (handle: Handle): Handle => {
    if (bug === 'no-order-guard') return handle;
    if (bug === 'ties-apply') return latest(handle, { versions: store.versions, ties: 'apply' });
    return latest(handle, {
      versions: store.versions,
      refetch: async (event) => ({ ...event, revision: await fetchRevision(event.subject) }),
    });
  };

  const swallowing =
    (handle: Handle): Handle =>
    async (event, context) => {
      try {
        return await handle(event, context);
      } catch {
        return undefined;
      }
    };

  const careless = bug === 'swallow-handler-error' ? swallowing : (handle: Handle): Handle => handle;
  return { paid: careless(failing(store.count)), updated: careless(guarded(failing(store.overwrite))) };
}
