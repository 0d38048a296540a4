import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlantedBug } from '../src/bugs/planted-bug.ts';
import type { Violation } from '../src/checker/check-history.ts';
import { runTorture, type TortureReport } from '../src/sender/run-torture.ts';
import { createLocation } from '../src/stores/create-location.ts';
import { DATABASE_URL, REDIS_URL, type StoreName } from '../src/stores/store-location.ts';

/** Whether a server listens there. Where servers are required, a missing one makes the test fail instead. */
async function listens(url: string): Promise<boolean> {
  if (process.env['REQUIRE_SERVICES'] === '1') return true;
  const { hostname, port } = new URL(url);
  const isThere = await new Promise<boolean>((resolve) => {
    const socket = connect(Number(port), hostname);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.unref();
  });
  if (!isThere) process.stdout.write(`The torture of this store is skipped: nothing listens at ${hostname}:${port}.\n`);
  return isThere;
}

async function torture(
  store: StoreName,
  plan: { deliveries: number; kills: number; bug?: PlantedBug },
): Promise<TortureReport> {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-torture-'));
  try {
    return await runTorture({
      plan: { store, seed: 7, processes: 3, subjects: 60, ...plan },
      location: createLocation(store, folder),
      history: join(folder, 'history.jsonl'),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const kindsOf = (violations: readonly Violation[]): readonly string[] => [
  ...new Set(violations.map(({ kind }) => kind)),
];

const servers: Readonly<Record<StoreName, boolean>> = {
  sqlite: true,
  postgres: await listens(DATABASE_URL),
  redis: await listens(REDIS_URL),
};

// A minute each on a busy machine; `npm run torture` takes hours, and kills thousands.
describe('processes that are killed and suspended at the worst moments', { timeout: 120_000 }, () => {
  it.for<StoreName>(['sqlite', 'postgres', 'redis'])(
    'lose nothing on %s, apply nothing twice that is promised once, and overwrite nothing with older state',
    async (store, { skip }) => {
      skip(!servers[store]);
      const { violations, unfinished, kills } = await torture(store, { deliveries: 700, kills: 9 });
      expect(violations).toEqual([]);
      expect([unfinished, kills > 0]).toEqual([0, true]);
    },
  );

  // One of each kind. `npm run torture -- --bugs` plants all of them.
  it.each<[PlantedBug, string]>([
    ['acknowledge-before-store', 'lost'],
    ['no-unique-key', 'applied-twice'],
    ['no-order-guard', 'stale'],
  ])('are caught when the product has the defect %s', async (bug, kind) => {
    const { violations } = await torture('sqlite', { deliveries: 600, kills: 6, bug });
    expect(kindsOf(violations)).toContain(kind);
  });
});
