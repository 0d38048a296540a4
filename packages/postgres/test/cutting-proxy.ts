import { connect, createServer, type Socket } from 'node:net';

/** Between a client and the server, and cuts a connection when it commits. */
export interface CuttingProxy {
  readonly port: number;
  /**
   * Cuts the next connection that sends `COMMIT`: before the server gets it, or after the server has done it and before
   * the client is told; or lets nothing through any more without cutting it.
   */
  arm(when: 'before' | 'after' | 'silent'): void;
  close(): Promise<void>;
}

/** Starts one on loopback. */
export async function startCuttingProxy(target: URL): Promise<CuttingProxy> {
  let armed: 'before' | 'after' | 'silent' | undefined;
  const open = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port === '' ? 5432 : target.port), target.hostname);
    let hit: typeof armed;
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('error', cut);
      socket.on('close', () => {
        open.delete(socket);
        cut();
      });
    }
    client.on('data', (chunk) => {
      if (armed && chunk.includes('COMMIT\0')) {
        hit = armed;
        armed = undefined;
      }
      if (hit === 'before') cut();
      else if (hit !== 'silent') upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (hit === 'after') cut();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return {
    port: address.port,
    arm: (when) => {
      armed = when;
    },
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
