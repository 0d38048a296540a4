import type { Random } from '@breakwater/testing';

/** A message, as Twilio answers it. */
export interface EmulatedMessage {
  readonly sid: string;
  readonly account_sid: string;
  readonly api_version: string;
  body: string | null;
  readonly date_created: string;
  date_updated: string;
  date_sent: string | null;
  readonly direction: 'inbound' | 'outbound-api' | 'outbound-reply';
  error_code: number | null;
  error_message: string | null;
  from: string | null;
  readonly messaging_service_sid: string | null;
  readonly num_media: string;
  readonly num_segments: string;
  price: string | null;
  readonly price_unit: string;
  status: string;
  readonly subresource_uris: Readonly<Record<string, string>>;
  readonly to: string;
  readonly uri: string;
}

/** A call, as Twilio answers it. */
export interface EmulatedCall {
  readonly sid: string;
  readonly account_sid: string;
  readonly to: string;
  readonly from: string;
  readonly direction: string;
  status: string;
  duration: string | null;
  readonly date_created: string;
  date_updated: string;
  start_time: string | null;
  end_time: string | null;
  readonly [field: string]: unknown;
}

/** A verification: what Twilio answers of it, and what it keeps to itself. */
export interface EmulatedVerification {
  readonly sid: string;
  readonly service_sid: string;
  readonly to: string;
  channel: string;
  status: string;
  readonly code: string;
  readonly createdAt: number;
  updatedAt: number;
  checks: number;
  sends: { readonly channel: string; readonly at: number }[];
}

/** Any other thing, as Twilio answers it. */
export interface EmulatedResource {
  readonly sid: string;
  readonly [field: string]: unknown;
}

/** A room, as Twilio answers it. */
export interface EmulatedRoom extends EmulatedResource {
  readonly unique_name: string;
  status: string;
  end_time: string | null;
}

/** A Messaging Service with its numbers. */
export interface EmulatedService {
  readonly resource: EmulatedResource;
  readonly phoneNumberSids: string[];
}

/** A content template, and where its approval stands. */
export interface EmulatedContent {
  readonly resource: EmulatedResource;
  approval: { readonly name: string; readonly category: string; status: string; rejection_reason: string } | undefined;
}

/** Something that happens to a message or a call by itself. */
export interface Transition {
  readonly at: number;
  readonly apply: () => void;
}

/** What Twilio believes. */
export interface TwilioState {
  readonly accountSid: string;
  /** Numbers of the account, by their SIDs. */
  readonly phoneNumbers: ReadonlyMap<string, string>;
  readonly messages: EmulatedMessage[];
  readonly calls: EmulatedCall[];
  readonly verifyServices: Map<string, EmulatedResource>;
  readonly verifications: EmulatedVerification[];
  readonly rooms: EmulatedRoom[];
  readonly services: Map<string, EmulatedService>;
  readonly contents: Map<string, EmulatedContent>;
  /** Who has opted out: the person's number, and what of yours they wrote to. */
  readonly optOuts: Set<string>;
  /** What becomes of messages to a number, when not `delivered`. */
  readonly fates: Map<string, MessageFate>;
  /** What is still to happen. */
  transitions: Transition[];
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets everything happen that is due, each thing at its own time. What it leads to may be due as well. */
  catchUp(): void;
  /** Moves the emulator ahead of its clock. */
  skip(ms: number): void;
  /** A new SID. */
  identifier(prefix: string): string;
  /** A new code of digits. */
  digits(length: number): string;
}

/** What becomes of a message. */
export interface MessageFate {
  readonly status: 'delivered' | 'undelivered' | 'failed' | 'sent';
  /** Such as 30003. */
  readonly errorCode?: number;
}

/** Creates an empty account. */
export function createTwilioState(options: {
  readonly accountSid: string;
  readonly phoneNumbers: readonly string[];
  readonly random: Random;
  readonly now: () => number;
}): TwilioState {
  let ahead = 0;
  let happening: number | undefined;
  const draw = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[Math.floor(options.random() * alphabet.length)]).join('');
  return {
    accountSid: options.accountSid,
    phoneNumbers: new Map(
      options.phoneNumbers.map((number, index) => [`PN${String(index).padStart(32, '0')}`, number] as const),
    ),
    messages: [],
    calls: [],
    verifyServices: new Map(),
    verifications: [],
    rooms: [],
    services: new Map(),
    contents: new Map(),
    optOuts: new Set(),
    fates: new Map(),
    transitions: [],
    now: () => happening ?? options.now() + ahead,
    catchUp() {
      const until = options.now() + ahead;
      for (;;) {
        const [next] = this.transitions.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at);
        if (!next) break;
        this.transitions = this.transitions.filter((one) => one !== next);
        happening = next.at;
        next.apply();
      }
      happening = undefined;
    },
    skip: (ms) => {
      ahead += ms;
    },
    identifier: (prefix) => prefix + draw('0123456789abcdef', 32),
    digits: (length) => draw('0123456789', length),
  };
}

/** A time as the API of 2010 writes it. */
export const toRfc2822 = (ms: number): string => new Date(ms).toUTCString().replace('GMT', '+0000');

/** A time as the later APIs write it. */
export const toIso = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
