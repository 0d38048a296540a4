import { IntegrationError } from '../../errors/integration-error.js';
import type { Clock } from '../../runtime/clock.js';
import { hasEnded, type MemoryRow } from './memory-row.js';

/** The rows of a memory inbox, bounded in number and bytes. */
export interface MemoryRows {
  /** All rows, in the order of arrival. */
  readonly all: ReadonlyMap<string, MemoryRow>;
  /** Rows to be worked on, so that a claim does not look through what has ended. */
  readonly open: ReadonlySet<MemoryRow>;
  add(row: MemoryRow): void;
  /** Moves a row to another state. */
  enter(row: MemoryRow, state: MemoryRow['state'], nextAt: number): void;
  /** Drops the content of a row. */
  erase(row: MemoryRow): void;
  /** Drops a row. */
  forget(row: MemoryRow): void;
  /**
   * Makes room for `count` rows with `size` bytes of bodies, at the cost of the oldest that are done.
   *
   * @throws IntegrationError `OVERLOADED` when too little of it is done
   */
  makeRoom(count: number, size: number): void;
}

/** Makes an empty set of rows. */
export function createMemoryRows(limits: { clock: Clock; maxEntries: number; maxBytes: number }): MemoryRows {
  const { clock, maxEntries, maxBytes } = limits;
  const all = new Map<string, MemoryRow>();
  const open = new Set<MemoryRow>();
  /** In the order in which they were done, so that the oldest is at hand. */
  const done = new Set<MemoryRow>();
  let bytes = 0;

  const enter = (row: MemoryRow, state: MemoryRow['state'], nextAt: number): void => {
    row.state = state;
    row.nextAt = nextAt;
    row.updatedAt = clock.now();
    if (hasEnded(row)) open.delete(row);
    else open.add(row);
    done.delete(row);
    if (state === 'done') done.add(row);
  };

  const erase = (row: MemoryRow): void => {
    bytes -= row.body?.length ?? 0;
    row.body = undefined;
    row.headers = {};
  };

  const forget = (row: MemoryRow): void => {
    erase(row);
    all.delete(row.key);
    done.delete(row);
  };

  return {
    all,
    open,
    enter,
    erase,
    forget,
    add(row) {
      all.set(row.key, row);
      bytes += row.body?.length ?? 0;
      enter(row, row.state, row.nextAt);
    },
    makeRoom(count, size) {
      for (const row of done) {
        if (all.size + count > maxEntries) forget(row);
        else if (bytes + size > maxBytes) erase(row);
        else return;
      }
      if (all.size + count <= maxEntries && bytes + size <= maxBytes) return;
      throw new IntegrationError({
        code: 'OVERLOADED',
        service: 'inbox',
        operation: 'inbox.accept',
        message: `The memory inbox is full: ${all.size} of ${maxEntries} deliveries, ${bytes} of ${maxBytes} bytes.`,
        retryable: true,
      });
    },
  };
}
