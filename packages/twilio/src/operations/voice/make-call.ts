import { type Issue, refineShape, shape, withoutUndefined } from '@breakwater/core';
import type { CallInstance, CallListInstanceCreateOptions } from 'twilio/lib/rest/api/v2010/account/call.js';
import { calleeShape, phoneNumberShape } from '../../messages/phone-number.js';
import { urlShape } from '../../url-shape.js';
import type { TwimlReply } from '../../webhooks/twiml/twiml-reply.js';
import type { LookUp, OperationDefinition, OperationHost } from '../bind-operation.js';
import { requireSid, requireWord } from '../described-answer.js';
import { findTheOne, type OnUnknownOutcome, onUnknownOutcomeShape } from '../look-up-policy.js';

/** Input of `voice.call`. */
export interface MakeCallInput {
  /** A number in E.164 form, `client:...`, or `sip:...`. */
  readonly to: string;
  /** In E.164 form. @default `fromPhoneNumber` of createTwilio */
  readonly from?: string | undefined;
  /** What is done when somebody answers: a `voiceReply`, or a document. Give this or `url`. */
  readonly twiml?: TwimlReply | string | undefined;
  /** Where Twilio asks what to do when somebody answers. */
  readonly url?: string | undefined;
  /** Where the status is reported. @default nowhere */
  readonly statusCallback?: string | undefined;
  /** Which statuses are reported. @default ['completed'] */
  readonly statusCallbackEvents?: readonly ('initiated' | 'ringing' | 'answered' | 'completed')[] | undefined;
  /** Milliseconds for which it rings, from 5 seconds to 10 minutes. @default 60 seconds */
  readonly ringTimeout?: number | undefined;
  /** Milliseconds after which the call is ended. @default 4 hours */
  readonly timeLimit?: number | undefined;
  readonly record?: boolean | undefined;
  /** Find out whether a machine answers: at once, or when its greeting is over. @default not */
  readonly machineDetection?: 'Enable' | 'DetectMessageEnd' | undefined;
  /** @default 'fail' */
  readonly onUnknownOutcome?: OnUnknownOutcome | undefined;
}

/** A call, as Twilio knows it. */
export interface CallResult {
  readonly callSid: string;
  readonly status: string;
  /** The call as the SDK returned it. */
  readonly call: CallInstance;
}

interface PreparedCall {
  readonly params: CallListInstanceCreateOptions;
  readonly onUnknownOutcome: OnUnknownOutcome;
}

const milliseconds = (min: number, max: number) =>
  shape.optional(shape.number({ min, max, expected: `a number of milliseconds from ${min} to ${max}` }));

const INPUT = /* @__PURE__ */ refineShape(
  shape.object({
    to: calleeShape,
    from: shape.optional(phoneNumberShape),
    twiml: shape.optional(
      shape.custom<TwimlReply | string>(isTwiml, 'a voiceReply, or a TwiML document of at most 4000 characters'),
    ),
    url: shape.optional(urlShape),
    statusCallback: shape.optional(urlShape),
    statusCallbackEvents: shape.optional(
      shape.array(shape.oneOf(['initiated', 'ringing', 'answered', 'completed']), { minLength: 1 }),
    ),
    ringTimeout: milliseconds(5_000, 600_000),
    timeLimit: milliseconds(1_000, 86_400_000),
    record: shape.optional(shape.boolean()),
    machineDetection: shape.optional(shape.oneOf(['Enable', 'DetectMessageEnd'])),
    onUnknownOutcome: onUnknownOutcomeShape,
  }),
  ({ twiml, url }, path, issues) => {
    if ((twiml === undefined) !== (url === undefined)) return;
    issues.push({
      path,
      expected: 'an object with one of `twiml` and `url`',
      received: url === undefined ? 'neither' : 'both',
    });
  },
);

const toDocument = (twiml: TwimlReply | string): string => (typeof twiml === 'string' ? twiml : twiml.body);

/** As long as TwiML in a request may be. Source: https://www.twilio.com/docs/voice/api/call-resource */
const MAX_TWIML = 4_000;

function isTwiml(value: unknown): boolean {
  const document: unknown = typeof value === 'string' ? value : (Object(value) as Partial<TwimlReply>).body;
  return typeof document === 'string' && document.length <= MAX_TWIML && document.includes('<Response');
}

function prepare(input: MakeCallInput, { defaults }: OperationHost, issues: Issue[]): PreparedCall {
  const from = input.from ?? defaults.fromPhoneNumber;
  if (from === undefined) {
    const expected = 'a number in E.164 form, as createTwilio was given no `fromPhoneNumber`';
    issues.push({ path: 'input.from', expected, received: 'undefined' });
  }
  const seconds = (ms: number | undefined): number | undefined =>
    ms === undefined ? undefined : Math.ceil(ms / 1_000);
  const params = withoutUndefined({
    to: input.to,
    from: from ?? '',
    twiml: input.twiml && toDocument(input.twiml),
    url: input.url,
    statusCallback: input.statusCallback,
    statusCallbackEvent: input.statusCallbackEvents && [...input.statusCallbackEvents],
    timeout: seconds(input.ringTimeout),
    timeLimit: seconds(input.timeLimit),
    record: input.record,
    machineDetection: input.machineDetection,
  });
  return { params, onUnknownOutcome: input.onUnknownOutcome ?? 'fail' };
}

/**
 * Reads a call of the SDK's.
 *
 * @param asked The id of what was asked for, where it was one.
 * @throws UndescribedAnswer when it is none
 */
export function toCallResult(call: CallInstance, asked?: string): CallResult {
  return { callSid: requireSid('call', call.sid, asked), status: requireWord('status', call.status), call };
}

/** The newest that are looked at, on one page. */
const NEWEST = 50;

/** Looks for a call between the same numbers: what is said in it shows nowhere. */
const findMadeCall: LookUp<PreparedCall, CallResult> = async (client, { params: { to, from } }, facts) => {
  const found = await findTheOne(
    facts,
    async () => (await client.calls.page({ to, from, pageSize: NEWEST })).instances,
    (call) => call.direction === 'outbound-api' && call.to === to && call.from === from,
  );
  return toCallResult(found);
};

/** Makes a call. Twilio knows no idempotency keys for it: after an unknown outcome nobody is called again. */
export const makeCall: OperationDefinition<MakeCallInput, MakeCallInput, PreparedCall, CallResult> = {
  name: 'voice.call',
  feature: 'voice',
  input: INPUT,
  numbers: ({ to }) => ({ to }),
  prepare,
  async call(client, { params }, { host }) {
    const result = toCallResult(await client.calls.create(params));
    host.recentIds.add(result.callSid);
    return result;
  },
  toLookUp: ({ onUnknownOutcome }) => (onUnknownOutcome === 'look_up' ? findMadeCall : undefined),
};
