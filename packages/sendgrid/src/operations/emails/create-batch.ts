import { type CallOptions, IntegrationError, type Shape, shape } from '@breakwater/core';
import { assertFeature } from '../../features.js';
import { readText } from '../../read-text.js';
import type { SendGridClient } from '../../sendgrid-client.js';
import { request } from '../api-request.js';
import type { OperationHost } from '../operation-host.js';

/** What a batch id has to be: SendGrid makes them up, and one is put into a path. */
export const batchIdShape: Shape<string> = /* @__PURE__ */ shape.string({
  pattern: /^[\w-]{1,200}$/,
  expected: 'a batch id of `emails.createBatch` or `emails.schedule`',
});

const NAME = 'emails.createBatch';

/** Asks SendGrid for the id of a new batch. */
export async function requestBatchId(client: SendGridClient): Promise<string> {
  const { body } = await request(client, 'POST', '/v3/mail/batch');
  const id = readText(body['batch_id']);
  if (id !== undefined) return id;
  const message = `sendgrid ${NAME}: the answer holds no batch id`;
  throw new IntegrationError({ code: 'UNAVAILABLE', service: 'sendgrid', operation: NAME, message });
}

/** Makes a batch. Repeated after an unknown outcome: an id that nobody uses is nothing. */
export async function createBatch<Other>(
  host: OperationHost,
  options?: CallOptions<string | Other>,
): Promise<string | Other> {
  assertFeature(host.features, 'scheduling', NAME);
  return await host.run<string | Other>(NAME, requestBatchId, options);
}
