import type { IncomingMessage, ServerResponse } from 'node:http';
import { concatBytes } from './concat-bytes.js';
import type { Emulator } from './emulator.js';

/** Where an emulator listens. */
export interface ServeOptions {
  /** @default 0: a free port */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
}

/** An emulator on the network. */
export interface ServedEmulator {
  /** `http://127.0.0.1:49152`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends every connection, hanging ones too. The emulator itself stays open. */
  close(): Promise<void>;
}

/** Largest request body that is taken in. An emulator may set a lower limit of its own. */
const bodyLimit = 4 * 1024 * 1024;

/**
 * Serves an emulator over real HTTP, with real faults: a reset is a TCP reset, a truncated body is a connection closed
 * before `content-length` is reached, a hang keeps the connection open. Node only; rejects when the port is taken.
 */
export async function serve(emulator: Emulator, options: ServeOptions = {}): Promise<ServedEmulator> {
  const { createServer } = await import('node:http');
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer((incoming, outgoing) => {
    answer(emulator, incoming, outgoing).catch((error: unknown) => {
      // The client is gone or sent nonsense; there is nobody to answer. Anything else the emulator notes in its book.
      outgoing.destroy(error instanceof Error ? error : undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(emulator: Emulator, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await readIncoming(incoming);
  if (!body) {
    outgoing.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const abort = new AbortController();
  outgoing.once('close', () => abort.abort());
  const decision = await emulator.handle(toRequest(incoming, body, abort.signal));
  switch (decision.type) {
    case 'response':
      await send(decision.response, outgoing);
      break;
    case 'reset':
      incoming.socket.resetAndDestroy();
      break;
    case 'keep_alive_closed':
      incoming.socket.destroy();
      break;
    case 'hang':
      break; // The socket stays open until the client or close() ends it.
  }
}

function toRequest(incoming: IncomingMessage, body: Uint8Array<ArrayBuffer>, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  }
  const { method = 'GET', url = '/' } = incoming;
  const init: RequestInit = { method, headers, signal };
  if (method !== 'GET' && method !== 'HEAD') init.body = body;
  return new Request(new URL(url, `http://${incoming.headers.host ?? 'localhost'}`), init);
}

function readIncoming(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    incoming.on('data', (chunk: Uint8Array) => {
      length += chunk.byteLength;
      if (length > bodyLimit) resolve(undefined);
      else chunks.push(chunk);
    });
    incoming.on('end', () => resolve(concatBytes(chunks)));
    incoming.on('error', reject);
    incoming.on('close', () => reject(new Error('The client went away.')));
  });
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  for (const [name, value] of response.headers) outgoing.appendHeader(name, value);
  outgoing.writeHead(response.status);
  outgoing.flushHeaders();
  if (!response.body) {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  outgoing.once('close', () => {
    reader.cancel().catch(() => {}); // The client is gone: whoever makes the body may stop. A broken body stays broken.
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await new Promise<void>((resolve, reject) => {
        outgoing.write(value, (error) => (error ? reject(error) : resolve()));
      });
    }
  } catch {
    outgoing.destroy(); // The body broke off, and the client has to see the same.
    return;
  }
  outgoing.end();
}
