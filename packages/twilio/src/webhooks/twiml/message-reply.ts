import { type TwimlReply, toTwimlReply } from './twiml-reply.js';
import { escapeXml, xmlElement } from './xml-element.js';

/** A message that answers one. */
export interface MessageAnswer {
  readonly body?: string | undefined;
  readonly mediaUrls?: readonly string[] | undefined;
  /** Where its status is reported. */
  readonly statusCallback?: string | undefined;
}

/**
 * Answers an incoming message with messages, or, without any, says that there is no answer. Every text is escaped.
 *
 * @throws RangeError for a message with neither text nor media
 * @example
 * ```ts
 * import { messageReply } from '@breakwater/twilio/webhooks';
 *
 * export const reply = messageReply('Thanks, Ada & Bob: see you at 9.');
 * export const silence = messageReply();
 * ```
 */
export function messageReply(...messages: readonly (string | MessageAnswer)[]): TwimlReply {
  return toTwimlReply(messages.map((message) => toMessage(typeof message === 'string' ? { body: message } : message)));
}

function toMessage({ body = '', mediaUrls = [], statusCallback }: MessageAnswer): string {
  for (const text of [body, statusCallback ?? '', ...mediaUrls] as readonly unknown[]) {
    if (typeof text !== 'string') throw new RangeError(`A message is made of texts, not of ${typeof text}.`);
  }
  if (body.trim() === '' && mediaUrls.length === 0) throw new RangeError('A message needs a text or media.');
  const media = mediaUrls.map((url) => xmlElement('Media', {}, escapeXml(url))).join('');
  const text = body === '' ? '' : xmlElement('Body', {}, escapeXml(body));
  return xmlElement('Message', { action: statusCallback }, text + media);
}
