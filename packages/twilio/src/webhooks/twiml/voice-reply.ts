import { type TwimlReply, toTwimlReply } from './twiml-reply.js';
import { readVerb } from './voice-verbs.js';
import { escapeXml, xmlElement } from './xml-element.js';

/** How a text is spoken. */
export interface SayOptions {
  /** For example `Polly.Joanna`. @default the account's own */
  readonly voice?: string | undefined;
  /** For example `de-DE`. @default the account's own */
  readonly language?: string | undefined;
  /** How often; 0 for as long as the call lasts. @default 1 */
  readonly loop?: number | undefined;
}

/** What can be said while a caller is asked for something. */
export type VoicePrompt =
  | ({ readonly say: string } & SayOptions)
  | { readonly play: string; readonly loop?: number | undefined }
  /** Seconds. */
  | { readonly pause: number };

/** One step of a call. */
export type VoiceVerb =
  | VoicePrompt
  | {
      /** Waits for keys or speech, and asks `action` what to do then. */
      readonly gather: {
        readonly action?: string | undefined;
        readonly input?: 'dtmf' | 'speech' | 'dtmf speech' | undefined;
        readonly numDigits?: number | undefined;
        /** Seconds without a key. */
        readonly timeout?: number | undefined;
        readonly language?: string | undefined;
        readonly prompts?: readonly VoicePrompt[] | undefined;
      };
    }
  /** Connects to a number. */
  | { readonly dial: string; readonly callerId?: string | undefined; readonly timeout?: number | undefined }
  | { readonly record: { readonly action?: string | undefined; readonly maxLength?: number | undefined } }
  /** Asks another URL what to do. */
  | { readonly redirect: string }
  | { readonly hangUp: true }
  | { readonly reject: 'busy' | 'rejected' };

/**
 * Answers a call with what is to be done, step by step. Every text is escaped. For what is missing here, write the document
 * with the SDK's `VoiceResponse` and hand it to `twiml`.
 *
 * @throws RangeError for a step that is none, or several at once, and for what is unknown in one: nothing is left out in silence
 * @example
 * ```ts
 * import { voiceReply } from '@breakwater/twilio/webhooks';
 *
 * export const menu = voiceReply(
 *   { gather: { action: '/voice/choice', numDigits: 1, prompts: [{ say: 'Press 1 to confirm.' }] } },
 *   { hangUp: true },
 * );
 * ```
 */
export function voiceReply(...verbs: readonly VoiceVerb[]): TwimlReply {
  return toTwimlReply(verbs.map((verb, index) => toElement(verb, `step ${index + 1}`)));
}

function toElement(given: unknown, where: string, isPrompt = false): string {
  const { name, value, attributes, prompts } = readVerb(given, where, isPrompt);
  if (name === 'pause') return xmlElement('Pause', { length: Number(value) });
  if (name === 'reject') return xmlElement('Reject', { reason: String(value) });
  const inner = [...prompts].map((prompt) => toElement(prompt, `a prompt of ${where}`, true));
  const tag = name === 'hangUp' ? 'Hangup' : name.charAt(0).toUpperCase() + name.slice(1);
  return xmlElement(tag, attributes, typeof value === 'string' ? escapeXml(value) : inner.join(''));
}
