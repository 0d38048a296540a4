import type { Clock } from '@breakwater/core';
import type { ClientBase } from 'pg';

/** A connection of its own to listen on. */
export interface ListeningConnection {
  readonly client: ClientBase;
  close(): void;
}

/** What listening needs. */
export interface ArrivalsOptions {
  readonly open: () => Promise<ListeningConnection>;
  readonly channel: string;
  readonly clock: Clock;
  readonly onError: ((error: unknown) => void) | undefined;
}

/** Milliseconds until listening is tried again after a failure, doubled with each further one. */
const FIRST_DELAY = 1_000;
const LONGEST_DELAY = 30_000;

/** A time during which somebody listens, and how to close the connection that is open for it. */
interface Period {
  close?: () => void;
}

/** A connection tells of its end also when it was we who closed it. */
function closeOnce(period: Period): void {
  const { close } = period;
  delete period.close;
  close?.();
}

/** What a listener does wrong is its own affair. */
function call(listener: () => void): void {
  try {
    listener();
  } catch {
    // The same as in core: whoever tells must not fail because of whom it tells.
  }
}

/**
 * Tells of notifications, on one connection that is open while anybody wants to know. When it is lost, it is opened anew,
 * after longer and longer waits; until then nobody is told, and workers find deliveries by polling.
 *
 * @returns the function that adds a listener, and returns the one that removes it
 */
export function createArrivals(options: ArrivalsOptions): (listener: () => void) => () => void {
  const { open, channel, clock, onError } = options;
  const listeners = new Set<() => void>();
  let failures = 0;
  let timer: unknown;
  /** The period for which somebody has been listening; a new one makes whatever the last began give up. */
  let period: Period | undefined;

  const tell = (): void => {
    for (const listener of listeners) call(listener);
  };

  const listen = async (own: Period): Promise<void> => {
    let isLost = false;
    const lose = (error: unknown): void => {
      if (isLost) return;
      isLost = true;
      closeOnce(own);
      if (period !== own) return;
      failures += 1;
      if (onError) call(() => onError(error));
      const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (failures - 1));
      timer = clock.setTimeout(() => void listen(own), delay / 2 + (Math.random() * delay) / 2);
    };
    try {
      const { client, close } = await open();
      client.on('error', lose);
      client.on('end', () => lose(new Error('The connection that listens was closed.')));
      client.on('notification', tell);
      if (period !== own) {
        close();
        return;
      }
      own.close = close;
      await client.query(`LISTEN ${channel}`);
      failures = 0;
      // What arrived before, or while nobody listened, was not told.
      if (period === own) tell();
    } catch (error) {
      lose(error);
    }
  };

  return (listener) => {
    // A function of its own, so that each call is ended by its own end.
    const own = (): void => listener();
    listeners.add(own);
    if (!period) {
      period = {};
      void listen(period);
    }
    return () => {
      listeners.delete(own);
      if (listeners.size > 0) return;
      const ended = period;
      period = undefined;
      failures = 0;
      clock.clearTimeout(timer);
      if (ended) closeOnce(ended);
    };
  };
}
