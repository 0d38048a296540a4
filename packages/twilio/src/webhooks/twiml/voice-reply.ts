import { type TwimlReply, toTwimlReply } from './twiml-reply.js';
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
 * @throws RangeError for a step that is none
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
  return toTwimlReply(verbs.map((verb) => toElement(verb)));
}

function toElement(verb: VoiceVerb): string {
  if ('say' in verb) {
    const { say, voice, language, loop } = verb;
    return xmlElement('Say', { voice, language, loop }, escapeXml(say));
  }
  if ('play' in verb) return xmlElement('Play', { loop: verb.loop }, escapeXml(verb.play));
  if ('pause' in verb) return xmlElement('Pause', { length: verb.pause });
  if ('gather' in verb) {
    const { prompts = [], ...attributes } = verb.gather;
    return xmlElement('Gather', attributes, prompts.map((prompt) => toElement(prompt)).join(''));
  }
  if ('dial' in verb) {
    return xmlElement('Dial', { callerId: verb.callerId, timeout: verb.timeout }, escapeXml(verb.dial));
  }
  if ('record' in verb) return xmlElement('Record', { ...verb.record });
  if ('redirect' in verb) return xmlElement('Redirect', {}, escapeXml(verb.redirect));
  if ('hangUp' in verb) return xmlElement('Hangup');
  if ('reject' in verb) return xmlElement('Reject', { reason: verb.reject });
  throw new RangeError('A step of a call is one of say, play, pause, gather, dial, record, redirect, hangUp, reject.');
}
