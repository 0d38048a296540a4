import { shape } from '@breakwater/core';
import type { SendGridClient } from '../../sendgrid-client.js';
import { asRecord, assertDone, createAnswerError, isAbsence, request, statusOf } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';
import { batchIdShape } from './create-batch.js';

/** Input of `emails.cancel`, `emails.pause` and `emails.resume`. */
export interface BatchInput {
  readonly batchId: string;
}

/** What becomes of the mails of a batch at their time. */
export interface BatchStatus {
  readonly batchId: string;
  readonly status: 'canceled' | 'paused' | 'active';
}

type BatchOperation = OperationDefinition<BatchInput, BatchInput, BatchStatus>;

const CANCEL = 'emails.cancel';
const PAUSE = 'emails.pause';
const RESUME = 'emails.resume';

const INPUT = /* @__PURE__ */ shape.object({ batchId: batchIdShape });

/** Sets the status of a batch, whether it has one or not. SendGrid makes a status by POST, and changes one by PATCH. */
async function setStatus(client: SendGridClient, batchId: string, status: 'cancel' | 'pause'): Promise<void> {
  const operation = status === 'cancel' ? CANCEL : PAUSE;
  try {
    const answer = await request(client, 'POST', '/v3/user/scheduled_sends', { body: { batch_id: batchId, status } });
    const body = asRecord(answer.body);
    if (answer.status !== 201 || body?.['batch_id'] !== batchId || body['status'] !== status)
      throw createAnswerError(answer, operation, '201 with the batch and its status');
  } catch (error) {
    if (statusOf(error) !== 400) throw error;
    // It may have one already, also from a request of ours whose answer was lost.
    const answer = await request(client, 'PATCH', `/v3/user/scheduled_sends/${batchId}`, { body: { status } }).catch(
      (second: unknown) => {
        throw isAbsence(second) ? error : second;
      },
    );
    assertDone(answer, operation);
  }
}

/** Has SendGrid discard the mails of a batch at their time. */
export const cancelBatch: BatchOperation = {
  name: CANCEL,
  feature: 'scheduling',
  input: INPUT,
  call: async (client, { batchId }) => {
    await setStatus(client, batchId, 'cancel');
    return { batchId, status: 'canceled' };
  },
};

/** Has SendGrid keep the mails of a batch, for at most 72 hours after their time. */
export const pauseBatch: BatchOperation = {
  name: PAUSE,
  feature: 'scheduling',
  input: INPUT,
  call: async (client, { batchId }) => {
    await setStatus(client, batchId, 'pause');
    return { batchId, status: 'paused' };
  },
};

/** Takes a cancellation or a pause back. A batch that has neither is active already. */
export const resumeBatch: BatchOperation = {
  name: RESUME,
  feature: 'scheduling',
  input: INPUT,
  call: async (client, { batchId }) => {
    try {
      assertDone(await request(client, 'DELETE', `/v3/user/scheduled_sends/${batchId}`), RESUME);
    } catch (error) {
      if (!isAbsence(error)) throw error;
    }
    return { batchId, status: 'active' };
  },
};
