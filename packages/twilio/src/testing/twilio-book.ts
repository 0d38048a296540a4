import type {
  EmulatedCall,
  EmulatedMessage,
  EmulatedResource,
  EmulatedRoom,
  TwilioState,
} from './state/twilio-state.js';

/** What Twilio believes, oldest first. Everything is a copy, in the form in which Twilio answers it. */
export interface TwilioBelief {
  /** All messages, incoming ones too. */
  readonly messages: readonly EmulatedMessage[];
  /** The messages that have gone to somebody, or are on their way: what people get. */
  sentTo(to: string): readonly EmulatedMessage[];
  readonly calls: readonly EmulatedCall[];
  /** Each code that was sent, by whom it went to. */
  readonly codesSent: readonly { readonly to: string; readonly channel: string; readonly at: number }[];
  readonly rooms: readonly EmulatedRoom[];
  readonly messagingServices: readonly EmulatedResource[];
  readonly contentTemplates: readonly EmulatedResource[];
  /** Whether a person has opted out of what comes from a number or a service. */
  isOptedOut(person: string, sender: string): boolean;
  /** Parameters that were accepted and had no effect here: `POST /v1/Rooms AudioOnly`. */
  readonly unsimulated: readonly string[];
}

/** Opens the state for reading. */
export function createTwilioBelief(state: TwilioState, unsimulated: ReadonlySet<string>): TwilioBelief {
  return {
    get messages() {
      return structuredClone(state.messages);
    },
    sentTo: (to) =>
      structuredClone(
        state.messages.filter(
          (one) => one.to === to && one.direction !== 'inbound' && !['scheduled', 'canceled'].includes(one.status),
        ),
      ),
    get calls() {
      return structuredClone(state.calls);
    },
    get codesSent() {
      return state.verifications.flatMap(({ to, sends }) => sends.map((send) => ({ to, ...send })));
    },
    get rooms() {
      return structuredClone(state.rooms);
    },
    get messagingServices() {
      return structuredClone([...state.services.values()].map(({ resource }) => resource));
    },
    get contentTemplates() {
      return structuredClone([...state.contents.values()].map(({ resource }) => resource));
    },
    isOptedOut: (person, sender) => state.optOuts.has(`${sender} ${person}`),
    get unsimulated() {
      return [...unsimulated];
    },
  };
}
