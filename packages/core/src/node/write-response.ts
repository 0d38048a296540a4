import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Writes a web response. Ends early, and cancels its body, when the client goes away. When it fails before anything was
 * sent, nothing of it is left: another answer can be written, after which the connection ends.
 */
export async function writeResponse(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  try {
    await write(response, incoming, outgoing);
  } catch (error) {
    if (!outgoing.headersSent) {
      for (const [name] of response.headers) outgoing.removeHeader(name);
      if (incoming.httpVersionMajor === 1) outgoing.setHeader('connection', 'close');
    }
    throw error;
  }
}

async function write(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  // The rest of a body that was not read would be taken for the next request.
  if (!incoming.complete && incoming.httpVersionMajor === 1) outgoing.setHeader('connection', 'close');
  if (!response.body || incoming.method === 'HEAD') {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  // Ends the loop below also while the body has nothing to give.
  outgoing.once('close', () => void reader.cancel().catch(() => {}));
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    if (!outgoing.write(read.value)) await untilWritable(outgoing);
  }
  outgoing.end();
}

/** Waits until the client has taken what was written, or is gone. */
function untilWritable(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      outgoing.off('drain', settle).off('close', settle);
      resolve();
    };
    outgoing.on('drain', settle).on('close', settle);
    if (outgoing.destroyed) settle();
  });
}
