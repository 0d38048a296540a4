import { countRecipients } from '../../mail/compose-mail.js';
import { readText } from '../../read-text.js';
import type { SendGridClient } from '../../sendgrid-client.js';
import { createAnswerError, request } from '../api-request.js';
import type { CheckedMail } from './parse-mail.js';

/** What SendGrid said of a mail. */
export interface SendResult {
  /**
   * `accepted`: SendGrid has it, and will try to deliver it; what becomes of it comes by webhook. `validated`: sandbox mode,
   * so that it was checked and nothing is sent.
   */
  readonly status: 'accepted' | 'validated';
  /** What `sg_message_id` of its events begins with; absent in sandbox mode. */
  readonly messageId?: string;
  /** How many get it. */
  readonly recipients: number;
}

/**
 * Hands a mail over. SendGrid answers 202 for what it takes, and 200 for what it was to check only: either answer to the
 * other question would say of a mail that nothing is sent, or that it is, without knowing.
 *
 * @throws IntegrationError `UNAVAILABLE` for an answer that does not fit what was asked
 */
export async function requestSend(
  client: SendGridClient,
  { isSandbox, personalizations }: CheckedMail,
  body: Readonly<Record<string, unknown>>,
  operation: string,
): Promise<SendResult> {
  const answer = await request(client, 'POST', '/v3/mail/send', { body });
  const due = isSandbox ? 200 : 202;
  if (answer.status !== due) throw createAnswerError(answer, operation, String(due));
  const messageId = readText(answer.headers['x-message-id']);
  return {
    status: isSandbox ? 'validated' : 'accepted',
    ...(messageId !== undefined && { messageId }),
    recipients: countRecipients(personalizations),
  };
}
