import { type Shape, shape, withoutUndefined } from '@breakwater/core';
import type Stripe from 'stripe';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { createConflict } from '../create-conflict.js';
import { type DisputeFacts, toDisputeFacts } from './dispute-facts.js';
import type { DisputeEvidence } from './evidence-fields.js';
import { evidenceShape, holdsEvidence } from './evidence-input.js';

/** Input of `disputes.submitEvidence`. */
export interface SubmitEvidenceInput {
  /** `du_...` or `dp_...` */
  readonly disputeId: string;
  /** Added to the drafts before all of it is sent, under Stripe's own names. @default the drafts alone */
  readonly evidence?: DisputeEvidence | undefined;
  /** Send it although it is overdue: Stripe does not promise then that the bank gets it. @default false */
  readonly allowLate?: boolean | undefined;
}

/** Result of `disputes.submitEvidence`. */
export type SubmitEvidenceResult = DisputeFacts & {
  /** `false` when this evidence was submitted earlier, perhaps by a call whose answer was lost. */
  readonly changed: boolean;
};

const INPUT: Shape<SubmitEvidenceInput> = /* @__PURE__ */ shape.object({
  disputeId: identifierShape('dispute'),
  evidence: shape.optional(evidenceShape),
  allowLate: shape.optional(shape.boolean()),
});

const NAME = 'disputes.submitEvidence';

/**
 * Sends the evidence of a dispute to the bank, which mostly can be done once: nothing is sent without evidence, after the
 * deadline, or to a dispute that takes none. Evidence that was submitted already is a success, so that repeating it is
 * harmless.
 */
export const submitEvidence: OperationDefinition<SubmitEvidenceInput, SubmitEvidenceResult> = {
  name: NAME,
  input: INPUT,
  call: async (client, input, context) => {
    const { disputeId, evidence } = input;
    const found = toDisputeFacts(await client.disputes.retrieve(disputeId));
    if (isSubmitted(found, evidence)) return { ...found, changed: false };
    assertSubmittable(found, input, context.now());
    const dispute: Stripe.Dispute = await client.disputes.update(
      disputeId,
      withoutUndefined({ evidence, submit: true }),
      { idempotencyKey: context.idempotencyKey },
    );
    return { ...toDisputeFacts(dispute), changed: true };
  },
};

function isSubmitted(found: DisputeFacts, evidence: DisputeEvidence | undefined): boolean {
  if (found.needsResponse || found.submissionCount === 0) return false;
  return evidence === undefined || holdsEvidence(found.dispute, evidence);
}

function assertSubmittable(found: DisputeFacts, { evidence, allowLate }: SubmitEvidenceInput, now: number): void {
  const { dueBy, status } = found;
  if (!found.needsResponse) {
    const why = found.submissionCount > 0 ? ', and other evidence was submitted' : '';
    throw createConflict(NAME, `the dispute is ${status}${why}: it takes no evidence any more`);
  }
  if (dueBy === undefined) throw createConflict(NAME, 'the bank takes no response to this dispute');
  if (now > dueBy && allowLate !== true) {
    const due = new Date(dueBy).toISOString();
    throw createConflict(
      NAME,
      `evidence was due by ${due}: with \`allowLate\` it is sent all the same, and may go unread`,
    );
  }
  if (evidence === undefined && !found.hasEvidence) {
    throw createConflict(
      NAME,
      'there is no evidence on the dispute: give `evidence`, here or to disputes.draftEvidence',
    );
  }
}
