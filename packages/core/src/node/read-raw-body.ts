import { IntegrationError, type IntegrationErrorInit } from '../errors/integration-error.js';
import { createByteGatherer } from '../runtime/gather-bytes.js';
import { findKeptBody, type NodeRequest } from './node-request.js';

const fail = (init: Pick<IntegrationErrorInit, 'code' | 'message' | 'status'>): IntegrationError =>
  new IntegrationError({ service: 'webhooks', operation: 'readRawBody', ...init });

/**
 * Reads the raw bytes of a request of `node:http`, Express and the like, for `verifyWebhook`.
 *
 * @param options.limit Largest body taken, in bytes. Default: 1_048_576. A larger one is not read to its end.
 * @throws IntegrationError `VALIDATION` with status 413 for a larger body, `NETWORK` when the client goes away before the
 * end, `CONFIGURATION` when a body parser has consumed it
 * @example
 * ```ts
 * import { createServer } from 'node:http';
 * import { readRawBody } from '@breakwater/core/node';
 *
 * createServer(async (request, response) => {
 *   const body = await readRawBody(request, { limit: 262_144 });
 *   response.end(`${body.length} bytes`);
 * });
 * ```
 */
export async function readRawBody(
  request: NodeRequest,
  options: { readonly limit?: number | undefined } = {},
): Promise<Uint8Array> {
  const { limit = 1_048_576 } = options;
  const message = `The body is larger than ${limit} bytes.`;
  const tooLarge = (): IntegrationError => fail({ code: 'VALIDATION', message, status: 413 });
  const kept = findKeptBody(request);
  if (kept) {
    if (kept.length > limit) throw tooLarge();
    return kept;
  }
  if (Number(request.headers['content-length']) > limit) throw tooLarge();

  return new Promise<Uint8Array>((resolve, reject) => {
    const bytes = createByteGatherer();
    const settle = (act: () => void): void => {
      request.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      act();
    };
    const onData = (chunk: Uint8Array): void => {
      if (bytes.length + chunk.length <= limit) {
        bytes.add(chunk);
        return;
      }
      request.pause();
      settle(() => reject(tooLarge()));
    };
    const onEnd = (): void => settle(() => resolve(Buffer.from(bytes.take())));
    const onGone = (): void =>
      settle(() => reject(fail({ code: 'NETWORK', message: 'The client went away before the body was complete.' })));
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
