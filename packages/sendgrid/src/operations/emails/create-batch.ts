import { type CallOptions, type Shape, shape, unprinted } from '@breakwater/core';
import { assertFeature } from '../../features.js';
import { readText } from '../../read-text.js';
import type { SendGridClient } from '../../sendgrid-client.js';
import { asRecord, createAnswerError, request } from '../api-request.js';
import type { OperationHost } from '../operation-host.js';

const BATCH_ID = /^[\w-]{1,200}$/;

/** What a batch id has to be: SendGrid makes them up, and one is put into a path. */
export const batchIdShape: Shape<string> = /* @__PURE__ */ unprinted(
  shape.string({ pattern: BATCH_ID, expected: 'a batch id of `emails.createBatch` or `emails.schedule`' }),
);

const NAME = 'emails.createBatch';

/** Asks SendGrid for the id of a new batch. @throws IntegrationError `UNAVAILABLE` for an answer without one */
export async function requestBatchId(client: SendGridClient, operation: string): Promise<string> {
  const answer = await request(client, 'POST', '/v3/mail/batch');
  const id = readText(asRecord(answer.body)?.['batch_id']);
  if (answer.status !== 201 || id === undefined || !BATCH_ID.test(id))
    throw createAnswerError(answer, operation, '201 with a `batch_id`');
  return id;
}

/** Makes a batch. Repeated after an unknown outcome: an id that nobody uses is nothing. */
export async function createBatch<Other>(
  host: OperationHost,
  options?: CallOptions<string | Other>,
): Promise<string | Other> {
  assertFeature(host.features, 'scheduling', NAME);
  return await host.run<string | Other>(NAME, (client) => requestBatchId(client, NAME), options);
}
