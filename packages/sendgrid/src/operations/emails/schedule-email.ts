import { type CallOptions, shape } from '@breakwater/core';
import { assertFeature } from '../../features.js';
import type { EmailTemplates } from '../../mail/mail-content.js';
import type { SendGridClient } from '../../sendgrid-client.js';
import { adviseOn } from '../advise-on.js';
import type { OperationHost } from '../operation-host.js';
import { batchIdShape, requestBatchId } from './create-batch.js';
import { checkMail, oneMailFields, parseMail } from './parse-mail.js';
import { type Moment, momentShape, toSendTime } from './schedule-time.js';
import { type SendEmailInput, toRecipient } from './send-email.js';
import { requestSend, type SendResult } from './send-result.js';

/** When a scheduled mail is sent: at a time, or as long before an event as its template says. */
export type ScheduleTime =
  | { /** At most 72 hours ahead. */ readonly sendAt: Moment; readonly eventAt?: undefined }
  | { /** Needs a template with `sendBefore`. */ readonly eventAt: Moment; readonly sendAt?: undefined };

/** Input of `emails.schedule`. */
export type ScheduleEmailInput<Templates extends EmailTemplates = EmailTemplates> = SendEmailInput<Templates> &
  ScheduleTime & {
    /** Puts the mail into a batch that there is already, of `emails.createBatch`. @default a new batch */
    readonly batchId?: string | undefined;
  };

/** A mail that SendGrid keeps until its time. */
export interface ScheduleResult extends Omit<SendResult, 'status'> {
  /** `accepted`: it was time already, so that it is sent at once. `validated`: sandbox mode. */
  readonly status: 'scheduled' | 'accepted' | 'validated';
  /** What `emails.cancel`, `pause` and `resume` take; absent for a mail that is sent at once. */
  readonly batchId?: string;
  /** In milliseconds since the epoch, a whole second. */
  readonly sendAt: number;
}

const NAME = 'emails.schedule';
const INPUT = /* @__PURE__ */ shape.object({
  ...oneMailFields,
  sendAt: shape.optional(momentShape),
  eventAt: shape.optional(momentShape),
  batchId: shape.optional(batchIdShape),
});

/** Has SendGrid keep a mail until its time, in a batch by which it can be called back. */
export async function scheduleEmail<Other>(
  host: OperationHost,
  given: ScheduleEmailInput,
  options?: CallOptions<ScheduleResult | Other>,
): Promise<ScheduleResult | Other> {
  assertFeature(host.features, 'scheduling', NAME);
  const input = parseMail(given, INPUT, NAME);
  const mail = await checkMail(input, [['input', toRecipient(input)]], NAME, host);
  const now = host.now();
  const time = toSendTime(input, mail.template, { now, operation: NAME });
  const seconds = Math.ceil((time ?? now) / 1_000);
  const whole = mail.compose(time === undefined ? {} : { sendAt: seconds });
  let batchId = input.batchId;
  const call = async (client: SendGridClient): Promise<ScheduleResult> => {
    // A batch id changes nothing, so that an error of this call is about the mail alone.
    if (time !== undefined) batchId ??= await requestBatchId(client, NAME);
    const body = time === undefined ? whole : { ...whole, batch_id: batchId };
    const result = await requestSend(client, mail, body, NAME);
    const sendAt = seconds * 1_000;
    if (time === undefined || batchId === undefined || result.status === 'validated') return { ...result, sendAt };
    return { ...result, status: 'scheduled', batchId, sendAt };
  };
  try {
    return await host.run<ScheduleResult | Other>(NAME, call, options);
  } catch (error) {
    if (time === undefined || batchId === undefined) throw error;
    throw adviseOn(error, `emails.cancel({ batchId: '${batchId}' }) makes sure that it is not sent`);
  }
}
