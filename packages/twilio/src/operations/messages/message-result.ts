import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js';
import type { TextFacts } from '../../messages/describe-text.js';
import { isFailedMessageStatus, isFinalMessageStatus } from '../../webhooks/message-status.js';
import { requireSid, requireWord } from '../described-answer.js';

/** A message, as Twilio knows it. That it was taken says nothing on whether it arrives: see the status callbacks. */
export interface MessageResult {
  readonly messageSid: string;
  readonly status: string;
  readonly isFinal: boolean;
  /** `failed` or `undelivered`. */
  readonly isFailure: boolean;
  readonly errorCode: number | undefined;
  /** What is billed, as far as Twilio knows it already: a Messaging Service counts later. */
  readonly segments: number | undefined;
  /** Our own count, and warnings. Undefined for content templates, whose text Twilio puts together. */
  readonly text: TextFacts | undefined;
  /** The message as the SDK returned it. */
  readonly message: MessageInstance;
}

/**
 * Reads a message of the SDK's.
 *
 * @param asked The id of what was asked for, where it was one.
 * @throws UndescribedAnswer when it is none
 */
export function toMessageResult(message: MessageInstance, text?: TextFacts, asked?: string): MessageResult {
  const messageSid = requireSid('message', message.sid, asked);
  const status = requireWord('status', message.status);
  const segments = Number(message.numSegments);
  return {
    messageSid,
    status,
    isFinal: isFinalMessageStatus(status),
    isFailure: isFailedMessageStatus(status),
    errorCode: message.errorCode || undefined,
    segments: segments > 0 ? segments : undefined,
    text,
    message,
  };
}
