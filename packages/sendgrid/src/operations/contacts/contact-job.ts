import { type Shape, shape, unprinted } from '@breakwater/core';
import { readCount, readText } from '../../read-text.js';
import { type Answer, asRecord, createAnswerError, request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';

/** A change that SendGrid has taken, and makes later. */
export interface ContactJob {
  /** What `contacts.job` takes, for changes by `contacts.upsert`. */
  readonly jobId: string;
}

/** Reads the id of a job. @throws IntegrationError `UNAVAILABLE` for an answer without one */
export function toContactJob(answer: Answer, operation: string): ContactJob {
  const jobId = readText(asRecord(answer.body)?.['job_id']);
  if (answer.status !== 202 || jobId === undefined) throw createAnswerError(answer, operation, '202 with a `job_id`');
  return { jobId };
}

/** How far a job has come. */
export interface ContactJobStatus {
  readonly jobId: string;
  /** `errored`: done, apart from some contacts. `failed`: none was changed. */
  readonly status: 'pending' | 'completed' | 'errored' | 'failed';
  readonly requested: number;
  readonly created: number;
  readonly updated: number;
  readonly errored: number;
  /** A file that tells what was wrong with which contact. */
  readonly errorsUrl?: string;
}

const JOB = 'contacts.job';
const STATUSES = ['pending', 'completed', 'errored', 'failed'] as const;

const INPUT: Shape<ContactJob> = /* @__PURE__ */ shape.object({
  jobId: unprinted(shape.string({ pattern: /^[\w-]{1,100}$/, expected: 'the id of a job of `contacts.upsert`' })),
});

/** Asks how far a job has come. */
export const readContactJob: OperationDefinition<ContactJob, ContactJob, ContactJobStatus> = {
  name: JOB,
  feature: 'contacts',
  input: INPUT,
  call: async (client, { jobId }) => {
    const answer = await request(client, 'GET', `/v3/marketing/contacts/imports/${jobId}`);
    const body = asRecord(answer.body);
    const status = STATUSES.find((known) => known === body?.['status']);
    if (status === undefined) throw createAnswerError(answer, JOB, `a \`status\` of ${STATUSES.join(', ')}`);
    // There are none before the job is done.
    const results = asRecord(body?.['results']) ?? {};
    const errorsUrl = readText(results['errors_url']);
    return {
      jobId,
      status,
      requested: readCount(results['requested_count']),
      created: readCount(results['created_count']),
      updated: readCount(results['updated_count']),
      errored: readCount(results['errored_count']),
      ...(errorsUrl !== undefined && { errorsUrl }),
    };
  },
};
