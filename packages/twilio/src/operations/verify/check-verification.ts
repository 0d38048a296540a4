import { refineShape, shape, withoutUndefined } from '@breakwater/core';
import type { ServiceContext } from 'twilio/lib/rest/verify/v2/service.js';
import { verifieeShape } from '../../messages/phone-number.js';
import { sidShape } from '../../sid.js';
import type { OperationDefinition } from '../bind-operation.js';
import { requireSid, requireWord } from '../described-answer.js';
import { hasCode, isNotFound } from '../has-code.js';
import { toVerifyService } from './verify-service.js';

/** Input of `verify.check`. */
export interface CheckVerificationInput {
  /** The number or address that the code was sent to. Give this or `verificationSid`. */
  readonly to?: string | undefined;
  /** `VE...` */
  readonly verificationSid?: string | undefined;
  /** What the person has typed, 4 to 10 characters. */
  readonly code: string;
  /** `VA...` @default what createTwilio was given */
  readonly verifyServiceSid?: string | undefined;
}

/** Whether a code was right. */
export interface VerificationCheck {
  readonly isApproved: boolean;
  /**
   * - `approved`: the code was right.
   * - `pending`: it was wrong, and may be tried again.
   * - `too_many_attempts`: no more codes are taken; the verification has to end before another can begin.
   * - `ended`: there is no verification that waits: it has expired, was approved before, or took too many codes. A code
   *   whose check was answered by nobody may have been right: begin anew.
   * - anything else is Twilio's own word.
   */
  readonly status: string;
  readonly verificationSid: string | undefined;
}

const INPUT = /* @__PURE__ */ refineShape(
  shape.object({
    to: shape.optional(verifieeShape),
    verificationSid: shape.optional(sidShape('verification')),
    code: shape.secret({ pattern: /^[0-9A-Za-z]{4,10}$/, expected: 'a code of 4 to 10 letters and digits' }),
    verifyServiceSid: shape.optional(sidShape('verifyService')),
  }),
  ({ to, verificationSid }, path, issues) => {
    if ((to === undefined) !== (verificationSid === undefined)) return;
    const received = to === undefined ? 'neither' : 'both';
    issues.push({ path, expected: 'an object with one of `to` and `verificationSid`', received });
  },
);

interface PreparedCheck extends CheckVerificationInput {
  readonly serviceSid: string;
}

/** Checks a code. Not repeated after an unknown outcome: each check uses up one of five attempts. */
export const checkVerification: OperationDefinition<
  CheckVerificationInput,
  CheckVerificationInput,
  PreparedCheck,
  VerificationCheck
> = {
  name: 'verify.check',
  feature: 'verify',
  input: INPUT,
  prepare: (input, host, issues) => ({ ...input, serviceSid: toVerifyService(input.verifyServiceSid, host, issues) }),
  async call(client, { serviceSid, to, verificationSid, code }) {
    const service = client.verify.v2.services(serviceSid);
    try {
      const check = await service.verificationChecks.create(withoutUndefined({ to, verificationSid, code }));
      const status = requireWord('status', check.status);
      return {
        isApproved: status === 'approved',
        status,
        verificationSid: requireSid('verification', check.sid, verificationSid),
      };
    } catch (error) {
      if (hasCode(error, 60_202)) return { isApproved: false, status: 'too_many_attempts', verificationSid };
      if (!isNotFound(error)) throw error;
      // A service that is not there has the same answer as a verification that has ended: number, path and text.
      await assertService(service);
      return { isApproved: false, status: 'ended', verificationSid };
    }
  },
};

/** Rejects when there is no such service. A key that may check codes and not read services cannot be told. */
async function assertService(service: ServiceContext): Promise<void> {
  try {
    requireSid('verifyService', (await service.fetch()).sid);
  } catch (error) {
    if ((Object(error) as { readonly status?: unknown }).status !== 403) throw error;
  }
}
