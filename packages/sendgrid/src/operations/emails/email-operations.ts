import type { CallOptions } from '@breakwater/core';
import type { EmailTemplates } from '../../mail/mail-content.js';
import { bindOperation, type Operation } from '../bind-operation.js';
import type { OperationHost } from '../operation-host.js';
import { createBatch } from './create-batch.js';
import { type ScheduleEmailInput, type ScheduleResult, scheduleEmail } from './schedule-email.js';
import { type SendEmailInput, sendEmail } from './send-email.js';
import { type SendManyInput, sendMany } from './send-many.js';
import type { SendResult } from './send-result.js';
import { type BatchInput, type BatchStatus, cancelBatch, pauseBatch, resumeBatch } from './set-batch-status.js';

/**
 * Curated operations on mails. SendGrid knows no idempotency keys: a mail whose outcome is unknown is not sent again, unless
 * a call says `idempotent: true`, and with that takes a second copy into the bargain.
 */
export type EmailOperations<Templates extends EmailTemplates> = EmailOperationsOf<
  SendEmailInput<Templates>,
  SendManyInput<Templates>,
  ScheduleEmailInput<Templates>
>;

/**
 * {@link EmailOperations} by what they take. Operations on more templates can be used where fewer are asked for, which the
 * compiler finds when it compares the inputs, and not when it compares the templates.
 */
export interface EmailOperationsOf<Send, SendMany, Schedule> {
  /** Sends a mail, from a template or with a text of its own. Needs the feature `emails`. */
  send<Other = never>(input: Send, options?: CallOptions<SendResult | Other>): Promise<SendResult | Other>;
  /** Sends each of up to 1,000 recipients a mail of their own, in one request. Needs the feature `emails`. */
  sendMany<Other = never>(input: SendMany, options?: CallOptions<SendResult | Other>): Promise<SendResult | Other>;
  /** Has SendGrid send a mail later, within 72 hours. Needs the feature `scheduling`. */
  schedule<Other = never>(
    input: Schedule,
    options?: CallOptions<ScheduleResult | Other>,
  ): Promise<ScheduleResult | Other>;
  /** A batch id, to schedule several mails under, or to know before a mail is scheduled. Needs the feature `scheduling`. */
  createBatch<Other = never>(options?: CallOptions<string | Other>): Promise<string | Other>;
  /** Discards the mails of a batch; until 10 minutes before their time, and for at most 10 batches at once. */
  readonly cancel: Operation<BatchInput, BatchStatus>;
  /** Keeps the mails of a batch back; under the conditions of `cancel`. */
  readonly pause: Operation<BatchInput, BatchStatus>;
  /** Takes `cancel` or `pause` back. */
  readonly resume: Operation<BatchInput, BatchStatus>;
}

/** Binds the operations of this group. */
export function createEmailOperations<Templates extends EmailTemplates>(
  host: OperationHost,
): EmailOperations<Templates> {
  return Object.freeze<EmailOperations<Templates>>({
    // The input is checked as a whole at run time: the types of the templates add to that, and take nothing away.
    send: (input, options) => sendEmail(host, input as SendEmailInput, options),
    sendMany: (input, options) => sendMany(host, input as SendManyInput, options),
    schedule: (input, options) => scheduleEmail(host, input as ScheduleEmailInput, options),
    createBatch: (options) => createBatch(host, options),
    cancel: bindOperation(cancelBatch, host),
    pause: bindOperation(pauseBatch, host),
    resume: bindOperation(resumeBatch, host),
  });
}
