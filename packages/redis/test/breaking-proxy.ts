import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { REDIS_URL } from './redis-server.js';

/** A way to the server that breaks when it is told to. */
export interface BreakingProxy {
  readonly port: number;
  /** Breaks the connection on which `text` is sent next, before the server gets it, or when it has answered. */
  breakOn(text: string, when: 'before' | 'after'): void;
  /** How often a connection was broken. */
  readonly breaks: number;
  close(): void;
}

/** Opens a way to the server on a port of its own. */
export async function openBreakingProxy(): Promise<BreakingProxy> {
  const { hostname, port } = new URL(REDIS_URL);
  const sockets = new Set<Socket>();
  let plan: { readonly text: string; readonly when: 'before' | 'after' } | undefined;
  let breaks = 0;

  const server = createServer((near) => {
    const far = connect({ host: hostname, port: Number(port || 6379) });
    let isBreaking = false;
    const end = (): void => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', end).on('close', end);
    }
    near.on('data', (chunk) => {
      const planned = plan && chunk.includes(plan.text) ? plan.when : undefined;
      if (planned) {
        plan = undefined;
        breaks += 1;
        isBreaking = true;
      }
      if (planned === 'before') end();
      else far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (isBreaking) end();
      else near.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    breakOn: (text, when) => {
      plan = { text, when };
    },
    get breaks() {
      return breaks;
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
