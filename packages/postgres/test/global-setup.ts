import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where PostgreSQL answers, if it does, and whether it must. */
    readonly postgres: { readonly url: string | undefined; readonly isRequired: boolean };
  }
}

const LOCAL = 'postgres://postgres@127.0.0.1:5432/test';

async function answers(connectionString: string): Promise<boolean> {
  const client = new Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Finds a PostgreSQL for the tests, once for a run: the one at `DATABASE_URL`, or a local one, or one that is started for
 * the run. With `REQUIRE_SERVICES=1` none is started, and the tests fail when none answers. `EMBEDDED_POSTGRES=1` starts
 * one although others answer.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['DATABASE_URL'];
  const isRequired = process.env['REQUIRE_SERVICES'] === '1';
  const url = given ?? LOCAL;
  if (process.env['EMBEDDED_POSTGRES'] !== '1' && (await answers(url))) {
    project.provide('postgres', { url, isRequired });
    return undefined;
  }
  if (isRequired) {
    project.provide('postgres', { url: undefined, isRequired });
    return undefined;
  }
  try {
    const server = await startEmbeddedPostgres();
    project.provide('postgres', { url: server.url, isRequired });
    return server.stop;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`Skipped the tests of @breakwater/postgres that need a server: none answers, and ${reason}\n`);
    project.provide('postgres', { url: undefined, isRequired });
    return undefined;
  }
}
