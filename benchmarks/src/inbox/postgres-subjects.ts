import { verifyByHand } from './inbox-load.ts';
import { CONCURRENCY, type OpenInboxSubject } from './inbox-subject.ts';
import { createOwnSubject } from './own-subject.ts';

const DATABASE_URL = process.env['DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/test';
/** Connections for each of them. */
const CONNECTIONS = 12;

async function dropSchema(schema: string): Promise<void> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await client.end();
}

/** What receives into PostgreSQL. The peers are set up as their documentation shows it, deduplicated by the event's id. */
export const postgresSubjects: Readonly<Record<string, OpenInboxSubject>> = {
  'Breakwater, PostgreSQL': async (schema) => {
    const { createPostgresInbox } = await import('@breakwater/postgres');
    const { default: pg } = await import('pg');
    const pool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
    const inbox = createPostgresInbox({ pool, schema });
    await inbox.migrate();
    return createOwnSubject(inbox, async () => {
      await pool.end();
      await dropSchema(schema);
    });
  },
  'pg-boss': async (schema) => {
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({ connectionString: DATABASE_URL, schema, max: CONNECTIONS, supervise: false });
    await boss.start();
    await boss.createQueue('webhooks', { policy: 'standard' });
    return {
      async receive(webhook) {
        const { id } = verifyByHand(webhook);
        // `singletonKey` alone does not refuse a second job in a queue of the policy `standard`.
        await boss.send(
          'webhooks',
          { id, body: webhook.body.toString() },
          { singletonKey: id, singletonSeconds: 86_400 },
        );
      },
      async start(onProcessed) {
        await boss.work<{ readonly id: string }>(
          'webhooks',
          { batchSize: 500, pollingIntervalSeconds: 0.5 },
          async (jobs) => {
            for (const { data } of jobs) onProcessed(data.id);
          },
        );
      },
      async close() {
        await boss.stop({ graceful: false });
        await dropSchema(schema);
      },
    };
  },
  'graphile-worker': async (schema) => {
    const { Logger, makeWorkerUtils, run } = await import('graphile-worker');
    const { default: pg } = await import('pg');
    const pgPool = new pg.Pool({ connectionString: DATABASE_URL, max: CONNECTIONS });
    const logger = new Logger(() => () => {});
    const utils = await makeWorkerUtils({ pgPool, schema, logger });
    await utils.migrate();
    let runner: Awaited<ReturnType<typeof run>> | undefined;
    return {
      async receive(webhook) {
        const { id } = verifyByHand(webhook);
        await utils.addJob(
          'webhook',
          { id, body: webhook.body.toString() },
          { jobKey: id, jobKeyMode: 'preserve_run_at' },
        );
      },
      async start(onProcessed) {
        const taskList = { webhook: async (payload: unknown) => onProcessed((payload as { readonly id: string }).id) };
        runner = await run({
          pgPool,
          schema,
          logger,
          concurrency: CONCURRENCY,
          pollInterval: 500,
          taskList,
          noHandleSignals: true,
        });
      },
      async close() {
        await runner?.stop();
        await utils.release();
        await pgPool.end();
        await dropSchema(schema);
      },
    };
  },
};
