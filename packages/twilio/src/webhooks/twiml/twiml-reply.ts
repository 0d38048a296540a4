import { xmlElement } from './xml-element.js';

/** What a webhook handler returns to answer Twilio in TwiML. */
export interface TwimlReply {
  readonly contentType: 'text/xml';
  readonly body: string;
}

/** A document of some elements. */
export function toTwimlReply(elements: readonly string[]): TwimlReply {
  return twiml(xmlElement('Response', {}, elements.join('')));
}

/**
 * Answers with TwiML that was written elsewhere, for example by the SDK's `VoiceResponse`. It is sent as it is: whatever a
 * stranger wrote in it has to be escaped already.
 *
 * @throws RangeError for what does not begin as a TwiML document does
 * @example
 * ```ts
 * import { twiml } from '@breakwater/twilio/webhooks';
 *
 * export const reply = twiml('<Response><Say>Hello</Say></Response>');
 * ```
 */
export function twiml(document: string | { toString(): string }): TwimlReply {
  const text = String(document).trim();
  const root = text.replace(/^<\?xml[^>]*\?>\s*/, '');
  if (!/^<Response[\s/>]/.test(root)) throw new RangeError('TwiML is a document whose element is <Response>.');
  const declaration = root === text ? '<?xml version="1.0" encoding="UTF-8"?>' : '';
  return { contentType: 'text/xml', body: declaration + text };
}
