import { IntegrationError } from '@breakwater/core';
import { within } from './within.js';

/** Lets a bounded number of transactions in at a time. */
export interface TransactionSlots {
  /**
   * Waits for a place, and resolves with the function that gives it back.
   *
   * @throws IntegrationError `OVERLOADED` when none came free in time
   */
  enter(): Promise<() => void>;
}

/**
 * Keeps transactions from taking all connections of a pool. Each holds one for as long as its handler runs, and needs
 * another one to keep its lease alive: with none left, all of them would wait for each other.
 */
export function createTransactionSlots(options: {
  readonly size: number;
  /** Milliseconds that one may wait. */
  readonly timeout: number;
}): TransactionSlots {
  const { size, timeout } = options;
  const waiting: (() => void)[] = [];
  let taken = 0;

  const leave = (): void => {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  };

  const busy = (): IntegrationError =>
    new IntegrationError({
      code: 'OVERLOADED',
      service: 'postgres',
      operation: 'inbox.transaction',
      message:
        `postgres inbox.transaction: ${size} transactions are under way, which is what the pool has room for, and none ` +
        `ended within ${timeout} ms. Raise \`max\` of the pool to the concurrency of the worker and two more, or lower ` +
        'the concurrency.',
    });

  return {
    async enter() {
      if (taken < size) {
        taken += 1;
        return leave;
      }
      let enterNow: () => void = () => {};
      const turn = new Promise<void>((resolve) => {
        enterNow = resolve;
        waiting.push(enterNow);
      });
      try {
        await within(timeout, turn, busy);
        return leave;
      } catch (error) {
        const place = waiting.indexOf(enterNow);
        if (place >= 0) waiting.splice(place, 1);
        else leave(); // Its turn came just too late.
        throw error;
      }
    },
  };
}
