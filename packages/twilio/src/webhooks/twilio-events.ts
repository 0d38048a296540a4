/** The parameters of a form. One that is there several times is an array. */
export type TwilioParameters = Readonly<Record<string, string | readonly string[] | undefined>>;

interface FormFacts {
  readonly AccountSid?: string;
  readonly ApiVersion?: string;
  readonly [parameter: string]: string | readonly string[] | undefined;
}

/** Somebody has sent you a message: SMS, MMS, WhatsApp, RCS. `Body` and the media are the words of a stranger. */
export interface TwilioIncomingMessage extends FormFacts {
  readonly MessageSid: string;
  readonly From?: string;
  readonly To?: string;
  readonly Body?: string;
  /** A number as text; the media are in `MediaUrl0`, `MediaContentType0`, and so on. */
  readonly NumMedia?: string;
  readonly NumSegments?: string;
  readonly MessagingServiceSid?: string;
  readonly OptOutType?: string;
  readonly ProfileName?: string;
}

/** A message that you have sent has got further. Callbacks come in no order, and not every status comes. */
export interface TwilioMessageStatus extends FormFacts {
  readonly MessageSid: string;
  /** `queued`, `sending`, `sent`, `delivered`, `undelivered`, `failed`, `read`, `canceled`, and others. */
  readonly MessageStatus: string;
  readonly From?: string;
  readonly To?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
  readonly MessagingServiceSid?: string;
}

/** A call has got further. */
export interface TwilioCallStatus extends FormFacts {
  readonly CallSid: string;
  /** `queued`, `initiated`, `ringing`, `in-progress`, `completed`, `busy`, `no-answer`, `failed`, `canceled`. */
  readonly CallStatus: string;
  /** A number as text, from `0`, in the order in which things happened. */
  readonly SequenceNumber?: string;
  readonly ParentCallSid?: string;
  readonly CallDuration?: string;
  readonly Direction?: string;
  readonly From?: string;
  readonly To?: string;
  /** As in mail (RFC 2822). */
  readonly Timestamp?: string;
}

/** Twilio asks what to do with a call, and waits for TwiML: return a `voiceReply`, inline. */
export interface TwilioCallRequest extends FormFacts {
  readonly CallSid: string;
  readonly CallStatus: string;
  readonly Direction?: string;
  readonly From?: string;
  readonly To?: string;
  readonly Digits?: string;
  readonly SpeechResult?: string;
}

/** An event of Event Streams: CloudEvents 1.0. */
export interface TwilioCloudEvent<Type extends string = string> {
  readonly specversion: string;
  readonly type: Type;
  readonly source: string;
  readonly id: string;
  /** ISO 8601. */
  readonly time?: string;
  /** Which schema describes `data`, with its version. */
  readonly dataschema?: string;
  readonly datacontenttype?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * The event for each event type. Twilio's callbacks have no types; these say what they are about. Events of Event Streams
 * have types of their own, `com.twilio...`. What is neither reaches `onUnhandled` as `unknown`.
 */
export interface TwilioEvents {
  readonly 'message.received': TwilioIncomingMessage;
  readonly 'message.status': TwilioMessageStatus;
  readonly 'call.status': TwilioCallStatus;
  readonly 'call.request': TwilioCallRequest;
  /** Any other form: recordings, conferences, conversations, and the like. */
  readonly callback: TwilioParameters;
  readonly [type: `com.twilio.${string}`]: TwilioCloudEvent;
}

/** Any event that Twilio delivers. */
export type TwilioWebhookEvent = TwilioEvents[keyof TwilioEvents];
