import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { applyEffect, delivery } from './processes/effect.js';
import { createTemporaryStore } from './temporary-store.js';

const program = fileURLToPath(new URL('./processes/inbox-process.ts', import.meta.url));
const hooks = new URL('../../../scripts/run-sources.ts', import.meta.url).href;

describe('several processes on one file', () => {
  const temporary = createTemporaryStore();
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  const start = (store: string, task: string, ...ids: readonly string[]): ChildProcess => {
    const child = fork(program, [temporary.path(store), task, ...ids], { execArgv: ['--import', hooks] });
    children.push(child);
    return child;
  };
  const answerOf = async (child: ChildProcess): Promise<unknown> => {
    const failed = once(child, 'exit').then(([code]) => Promise.reject(new Error(`It ended with ${String(code)}`)));
    const [message] = (await Promise.race([once(child, 'message'), failed])) as [unknown];
    failed.catch(() => {}); // It ends later, and may.
    return message;
  };
  const work = async (inbox: ReturnType<typeof temporary.open>): Promise<readonly string[]> => {
    const taken: string[] = [];
    for (;;) {
      const [claim] = await inbox.claim({ lease: 30_000 });
      if (!claim) return taken;
      await inbox.transaction(async (transaction) => {
        await applyEffect(transaction, claim.delivery.id);
        expect(await inbox.complete(claim, { result: 'processed', keep: 1_000, transaction })).toBe(true);
      });
      taken.push(claim.delivery.id);
    }
  };

  it('leaves nothing half applied when a process is killed within a transaction, and another takes over', async () => {
    const inbox = temporary.open('killed');
    await inbox.accept([delivery('a')]);
    const child = start('killed', 'hang');
    expect(await answerOf(child)).toBe(true); // Effect and record are written, and not committed.
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(temporary.count('killed', 'a')).toBe(0);
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'claimed', attempts: 1 });
    expect(await work(inbox)).toEqual(['a']);
    expect(temporary.count('killed', 'a')).toBe(1);
    expect(await inbox.find(delivery('a'))).toMatchObject({ state: 'done', attempts: 2 });
  });

  it('keeps what a killed process had accepted', async () => {
    const child = start('accepted', 'accept', 'a', 'b');
    expect(await answerOf(child)).toEqual([{ outcome: 'stored' }, { outcome: 'stored' }]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { deliveries } = await temporary.open('accepted').list();
    expect(deliveries.map(({ id }) => id)).toEqual(['a', 'b']);
  });

  it('shares the work, while the file is also written to, and applies each effect once', async () => {
    const inbox = temporary.open('shared');
    const ids = Array.from({ length: 150 }, (_, index) => `event_${index}`);
    await inbox.accept(ids.map((id) => delivery(id)));
    const answers = [start('shared', 'work'), start('shared', 'work')].map(answerOf);
    const late = Array.from({ length: 50 }, (_, index) => `late_${index}`);
    for (const id of late) await inbox.accept([delivery(id)]);
    const own = await work(inbox);
    const others = (await Promise.all(answers)) as string[][];
    const rest = await work(inbox);
    expect([...own, ...others.flat(), ...rest].toSorted()).toEqual([...ids, ...late].toSorted());
    const counts = temporary.query('shared', 'SELECT count(*) AS all_of_them, count(DISTINCT key) AS keys FROM effect');
    expect(counts).toEqual([{ all_of_them: 200, keys: 200 }]);
  });

  it('make the file and its tables when they all start at once, and store an event once', async () => {
    const starting = Array.from({ length: 4 }, () => start('fresh', 'accept', 'a', 'b'));
    const outcomes = (await Promise.all(starting.map(answerOf))) as { readonly outcome: string }[][];
    expect(outcomes.flat().filter(({ outcome }) => outcome === 'stored')).toHaveLength(2);
    expect(temporary.query('fresh', 'SELECT id FROM webhook_delivery ORDER BY id')).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(temporary.query('fresh', 'SELECT version FROM webhook_migration')).toEqual([{ version: 1 }]);
  });

  it('tells listeners of what another process stores', async () => {
    const inbox = temporary.open('told', { watchInterval: 5 });
    await inbox.migrate();
    let stop: () => void = () => {};
    const told = new Promise<void>((resolve) => {
      stop = inbox.onArrival?.(() => resolve()) ?? stop;
    });
    expect(await answerOf(start('told', 'accept', 'a'))).toEqual([{ outcome: 'stored' }]);
    await told;
    stop();
    expect(await inbox.claim({ lease: 1_000 })).toHaveLength(1);
  });
});
