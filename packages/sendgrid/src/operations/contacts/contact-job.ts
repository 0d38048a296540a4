import { type Shape, shape } from '@breakwater/core';
import { readCount, readText } from '../../read-text.js';
import type { Answer } from '../api-request.js';
import { request } from '../api-request.js';
import type { OperationDefinition } from '../bind-operation.js';

/** A change that SendGrid has taken, and makes later. */
export interface ContactJob {
  /** What `contacts.job` takes, for changes by `contacts.upsert`. */
  readonly jobId: string;
}

/** Reads the id of a job. Without one nothing can be asked of it, but the change was taken. */
export function toContactJob({ body }: Answer): ContactJob {
  return { jobId: readText(body['job_id']) ?? '' };
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

const INPUT: Shape<ContactJob> = /* @__PURE__ */ shape.object({
  jobId: shape.string({ pattern: /^[\w-]{1,100}$/, expected: 'the id of a job of `contacts.upsert`' }),
});

/** Asks how far a job has come. */
export const readContactJob: OperationDefinition<ContactJob, ContactJob, ContactJobStatus> = {
  name: 'contacts.job',
  feature: 'contacts',
  input: INPUT,
  call: async (client, { jobId }) => {
    const { body } = await request(client, 'GET', `/v3/marketing/contacts/imports/${jobId}`);
    const results = Object(body['results']) as Readonly<Record<string, unknown>>;
    const errorsUrl = readText(results['errors_url']);
    return {
      jobId,
      status: STATUSES.find((status) => status === body['status']) ?? 'pending',
      requested: readCount(results['requested_count']),
      created: readCount(results['created_count']),
      updated: readCount(results['updated_count']),
      errored: readCount(results['errored_count']),
      ...(errorsUrl !== undefined && { errorsUrl }),
    };
  },
};

const STATUSES = ['pending', 'completed', 'errored', 'failed'] as const;
