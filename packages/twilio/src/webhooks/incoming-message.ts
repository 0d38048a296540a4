import { DEFAULT_OPT_OUT_KEYWORDS, isOptOutKeyword } from './opt-out-keywords.js';
import type { TwilioIncomingMessage } from './twilio-events.js';

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
  const { From = '', To = '', Body = '' } = event;
  const type = event.OptOutType?.toLowerCase();
  const told = OPT_OUT_TYPES.find((name) => name === type);
  const isKeyword = isOptOutKeyword(Body, options.optOutKeywords ?? DEFAULT_OPT_OUT_KEYWORDS);
  return {
    messageSid: event.MessageSid,
    channel:
      From.startsWith('+') || /^\d{3,8}$/.test(From) ? 'sms' : From.startsWith('whatsapp:') ? 'whatsapp' : 'other',
    from: withoutChannel(From),
    to: withoutChannel(To),
    body: Body,
    media: toMedia(event),
    profileName: event.ProfileName,
    messagingServiceSid: event.MessagingServiceSid,
    optOut: told ?? (isKeyword ? 'stop' : undefined),
  };
}

const withoutChannel = (address: string): string => address.replace(/^[a-z]+:/, '');

function toMedia(event: TwilioIncomingMessage): readonly IncomingMedia[] {
  const count = Math.min(Number(event.NumMedia) || 0, MAX_MEDIA);
  return Array.from({ length: Math.max(0, Math.trunc(count)) }, (_, index) => {
    const url = event[`MediaUrl${index}`];
    const contentType = event[`MediaContentType${index}`];
    return { url, contentType: typeof contentType === 'string' ? contentType : undefined };
  }).filter((media): media is IncomingMedia => typeof media.url === 'string');
}
