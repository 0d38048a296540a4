import { readText } from '../../read-text.js';
import type { Answer } from '../api-request.js';

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

/** SendGrid answers 202 for what it takes, and 200 in sandbox mode. */
export function toSendResult({ status, headers }: Answer, recipients: number): SendResult {
  const messageId = readText(headers['x-message-id']);
  return {
    status: status === 200 ? 'validated' : 'accepted',
    ...(messageId !== undefined && { messageId }),
    recipients,
  };
}
