import { DEFAULT_OPT_OUT_KEYWORDS, isOptOutKeyword } from './opt-out-keywords.js';
import type { TwilioIncomingMessage, TwilioParameters } from './twilio-events.js';

/** A picture, a sound or a file that somebody has sent. Fetching it needs the account's credential. */
export interface IncomingMedia {
  readonly url: string;
  readonly contentType: string | undefined;
}

/** A message that somebody has sent you, read. `body`, `profileName` and the media are the words of a stranger. */
export interface IncomingMessage {
  readonly messageSid: string;
  readonly channel: 'sms' | 'whatsapp' | 'other';
  /** The sender's number or address, without the name of the channel. */
  readonly from: string;
  /** Your number or address, without the name of the channel. */
  readonly to: string;
  readonly body: string;
  readonly media: readonly IncomingMedia[];
  readonly profileName: string | undefined;
  readonly messagingServiceSid: string | undefined;
  /**
   * The person wants no more messages (`stop`), wants them again (`start`), or asks for help. By `OptOutType` where Advanced
   * Opt-Out is on; otherwise only `stop`, by the default keywords. Twilio has answered by itself: do not answer as well.
   */
  readonly optOut: 'stop' | 'start' | 'help' | undefined;
}

/** As many as one message can have. Source: https://www.twilio.com/docs/messaging/api/media-resource */
const MAX_MEDIA = 10;

const OPT_OUT_TYPES = ['stop', 'start', 'help'] as const;

/**
 * Reads an incoming message: the event of `message.received`.
 *
 * @param options.optOutKeywords What opts a person out of your messages. Default: {@link DEFAULT_OPT_OUT_KEYWORDS}
 * @example
 * ```ts
 * import { toIncomingMessage } from '@breakwater/twilio/webhooks';
 *
 * const { channel, from, optOut } = toIncomingMessage({ MessageSid: 'SM1', From: 'whatsapp:+4915112345678', Body: 'stop' });
 * console.log(channel, from, optOut); // whatsapp +4915112345678 stop
 * ```
 */
export function toIncomingMessage(
  event: TwilioIncomingMessage,
  options: { readonly optOutKeywords?: readonly string[] } = {},
): IncomingMessage {
  const from = single(event.From) ?? '';
  const body = single(event.Body) ?? '';
  const type = single(event.OptOutType)?.toLowerCase();
  const told = OPT_OUT_TYPES.find((name) => name === type);
  const isKeyword = isOptOutKeyword(body, options.optOutKeywords ?? DEFAULT_OPT_OUT_KEYWORDS);
  return {
    messageSid: event.MessageSid,
    channel:
      from.startsWith('+') || /^\d{3,8}$/.test(from) ? 'sms' : from.startsWith('whatsapp:') ? 'whatsapp' : 'other',
    from: withoutChannel(from),
    to: withoutChannel(single(event.To) ?? ''),
    body,
    media: toMedia(event),
    profileName: single(event.ProfileName),
    messagingServiceSid: single(event.MessagingServiceSid),
    optOut: told ?? (isKeyword ? 'stop' : undefined),
  };
}

/** A parameter that is there several times is an array: it says nothing, as which of them holds cannot be told. */
const single = (parameter: TwilioParameters[string]): string | undefined =>
  typeof parameter === 'string' ? parameter : undefined;

const withoutChannel = (address: string): string => address.replace(/^[a-z]+:/, '');

function toMedia(event: TwilioIncomingMessage): readonly IncomingMedia[] {
  const count = Math.min(Number(event.NumMedia) || 0, MAX_MEDIA);
  return Array.from({ length: Math.max(0, Math.trunc(count)) }, (_, index) => {
    const url = single(event[`MediaUrl${index}`]);
    return { url, contentType: single(event[`MediaContentType${index}`]) };
  }).filter((media): media is IncomingMedia => media.url !== undefined);
}
