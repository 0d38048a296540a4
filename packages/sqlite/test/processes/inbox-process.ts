// A process that uses the inbox: `inbox-process.ts <file> <task> [...ids]`. It says over IPC what it has done.
import { createSqliteInbox } from '../../src/index.js';
import { applyEffect, delivery } from './effect.js';

const [, , file = '', task = '', ...ids] = process.argv;
const inbox = createSqliteInbox({ file });
const say = (message: unknown): void => void process.send?.(message);

/** Claims what is due, and applies one effect for each, until nothing is due. */
async function work(): Promise<readonly string[]> {
  const taken: string[] = [];
  for (;;) {
    const claims = await inbox.claim({ lease: 30_000, limit: 3 });
    if (claims.length === 0) return taken;
    for (const claim of claims) {
      const { id } = claim.delivery;
      await inbox.transaction(async (transaction) => {
        await applyEffect(transaction, id);
        const isDone = await inbox.complete(claim, { result: 'processed', keep: 1_000, transaction });
        if (!isDone) throw new Error(`${id} was lost`);
      });
      taken.push(id);
    }
  }
}

/** Applies an effect and records it, and never comes to the commit. */
async function hang(): Promise<void> {
  const [claim] = await inbox.claim({ lease: 1 });
  if (!claim) throw new Error('Nothing is due');
  await inbox.transaction(async (transaction) => {
    await applyEffect(transaction, claim.delivery.id);
    say(await inbox.complete(claim, { result: 'processed', keep: 1_000, transaction }));
    await new Promise(() => setInterval(() => {}, 60_000));
  });
}

if (task === 'work') say(await work());
if (task === 'hang') await hang();
if (task === 'accept') say(await inbox.accept(ids.map((id) => delivery(id))));
if (task !== 'hang') {
  await inbox.close();
  process.disconnect?.();
}
