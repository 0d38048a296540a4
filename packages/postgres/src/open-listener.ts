import type { Client } from 'pg';
import type { ListeningConnection } from './arrivals.js';
import type { Connections } from './connections.js';

/** Opens the connection to listen on: one of the pool, or one that the application makes for it. */
export async function openListener(
  listen: true | (() => Client | Promise<Client>),
  connections: Connections,
): Promise<ListeningConnection> {
  if (listen === true) {
    const client = await connections.take('inbox.listen');
    // Closed rather than reused: it would go on receiving notifications.
    return { client, close: () => client.release(true) };
  }
  const client = await listen();
  client.on('error', () => {}); // Until whoever listens has its own, an error must not end the process.
  const close = (): void => void client.end().catch(() => {});
  try {
    await client.connect();
  } catch (error) {
    close();
    throw error;
  }
  return { client, close };
}
