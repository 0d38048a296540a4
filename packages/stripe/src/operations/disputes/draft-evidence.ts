import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { createConflict } from '../create-conflict.js';
import { type DisputeFacts, toDisputeFacts } from './dispute-facts.js';
import type { DisputeEvidence } from './evidence-fields.js';
import { evidenceShape } from './evidence-input.js';

/** Input of `disputes.draftEvidence`. */
export interface DraftEvidenceInput {
  /** `du_...` or `dp_...` */
  readonly disputeId: string;
  /** Added to what is on the dispute already, under Stripe's own names. */
  readonly evidence: DisputeEvidence;
}

const INPUT: Shape<DraftEvidenceInput> = /* @__PURE__ */ shape.object({
  disputeId: identifierShape('dispute'),
  evidence: evidenceShape,
});

const NAME = 'disputes.draftEvidence';

/**
 * Puts evidence on a dispute without sending it to the bank. Stripe's own default is to submit whatever arrives, and
 * mostly evidence can be submitted once.
 */
export const draftEvidence: OperationDefinition<DraftEvidenceInput, DisputeFacts> = {
  name: NAME,
  input: INPUT,
  call: async (client, { disputeId, evidence }, context) => {
    const { needsResponse, status } = toDisputeFacts(await client.disputes.retrieve(disputeId));
    if (!needsResponse) throw createConflict(NAME, `the dispute is ${status}: it takes no evidence any more`);
    const options = { idempotencyKey: context.idempotencyKey };
    return toDisputeFacts(await client.disputes.update(disputeId, { evidence, submit: false }, options));
  },
};
