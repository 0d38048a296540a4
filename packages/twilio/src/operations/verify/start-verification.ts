import { refineShape, shape, withoutUndefined } from '@breakwater/core';
import { verifieeShape } from '../../messages/phone-number.js';
import { sidShape } from '../../sid.js';
import type { OperationDefinition } from '../bind-operation.js';
import { requireSid, requireWord } from '../described-answer.js';
import { toVerifyService } from './verify-service.js';

/** Input of `verify.start`. */
export interface StartVerificationInput {
  /** A number in E.164 form, or, by the channel `email`, an address. */
  readonly to: string;
  /** How the code gets there. @default 'sms' */
  readonly channel?: 'sms' | 'call' | 'email' | 'whatsapp' | undefined;
  /** The language of the message, such as `de`. @default by the country of the number */
  readonly locale?: string | undefined;
  /** `VA...` @default what createTwilio was given */
  readonly verifyServiceSid?: string | undefined;
}

/** A verification that has begun. */
export interface VerificationResult {
  readonly verificationSid: string;
  readonly status: string;
  readonly channel: string;
  /** How often a code was sent in this verification, this time included: five times at most. */
  readonly sendCount: number;
}

const INPUT = /* @__PURE__ */ refineShape(
  shape.object({
    to: verifieeShape,
    channel: shape.optional(shape.oneOf(['sms', 'call', 'email', 'whatsapp'])),
    locale: shape.optional(
      shape.string({ pattern: /^[a-zA-Z-]{2,10}$/, expected: 'a language such as `de` or `pt-BR`' }),
    ),
    verifyServiceSid: shape.optional(sidShape('verifyService')),
  }),
  ({ to, channel }, path, issues) => {
    if ((channel === 'email') === to.includes('@')) return;
    const expected =
      channel === 'email'
        ? 'an e-mail address, for the channel `email`'
        : 'a phone number, unless the channel is `email`';
    issues.push({
      path: `${path}.to`,
      expected,
      received: channel === 'email' ? 'a phone number' : 'an e-mail address',
    });
  },
);

interface PreparedStart extends StartVerificationInput {
  readonly serviceSid: string;
}

/**
 * Sends a code. Not repeated after an unknown outcome: the person would get a second message. Calling it again is harmless
 * otherwise, because Twilio sends the code of a verification that is pending.
 */
export const startVerification: OperationDefinition<
  StartVerificationInput,
  StartVerificationInput,
  PreparedStart,
  VerificationResult
> = {
  name: 'verify.start',
  feature: 'verify',
  input: INPUT,
  // WhatsApp has addresses of its own.
  numbers: ({ to, channel }) => (channel === 'whatsapp' ? {} : { to }),
  prepare: (input, host, issues) => ({ ...input, serviceSid: toVerifyService(input.verifyServiceSid, host, issues) }),
  async call(client, { serviceSid, to, channel = 'sms', locale }) {
    const verification = await client.verify.v2
      .services(serviceSid)
      .verifications.create(withoutUndefined({ to, channel, locale }));
    return {
      verificationSid: requireSid('verification', verification.sid),
      status: requireWord('status', verification.status),
      channel: requireWord('channel', verification.channel),
      sendCount: verification.sendCodeAttempts?.length ?? 1,
    };
  },
};
