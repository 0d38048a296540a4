import type { IntegrationEvent, Telemetry } from '@breakwater/core';

/** Waits for what the adapters and webhook handlers tell of, so that nobody has to sleep until it has happened. */
export interface Watch extends Telemetry {
  /** Resolves when every webhook that was stored so far is handled, or given up. */
  settled(): Promise<void>;
  /** Resolves at the next event that fits. */
  next(fits: (event: IntegrationEvent) => boolean): Promise<void>;
}

const ENDS: ReadonlySet<string> = new Set([
  'webhook.processed',
  'webhook.unhandled',
  'webhook.superseded',
  'webhook.dead',
]);

/** A sink of telemetry that others can wait at. */
export function createWatch(): Watch {
  const stored = new Set<string>();
  const ended = new Set<string>();
  const waiting = new Set<(event: IntegrationEvent) => void>();
  const isSettled = (): boolean => [...stored].every((key) => ended.has(key));
  const next = (fits: (event: IntegrationEvent) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (event: IntegrationEvent): void => {
        if (!fits(event)) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
    });
  return {
    emit(event) {
      if ('eventId' in event) {
        const key = `${event.service} ${event.eventId}`;
        // The worker may be done with it before the route has told that it is stored.
        if (event.type === 'webhook.stored') stored.add(key);
        if (ENDS.has(event.type)) ended.add(key);
      }
      for (const look of waiting) look(event);
    },
    next,
    async settled() {
      if (!isSettled()) await next(isSettled);
    },
  };
}
