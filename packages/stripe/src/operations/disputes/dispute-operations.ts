import type { Operation, OperationDefinition } from '../bind-operation.js';
import { type CloseDisputeInput, type CloseDisputeResult, closeDispute } from './close-dispute.js';
import type { DisputeFacts } from './dispute-facts.js';
import { type DraftEvidenceInput, draftEvidence } from './draft-evidence.js';
import { type SubmitEvidenceInput, type SubmitEvidenceResult, submitEvidence } from './submit-evidence.js';

/** Curated operations on disputes. They belong to no feature: they are always there. */
export interface DisputeOperations {
  /** Puts evidence on a dispute without sending it to the bank. */
  readonly draftEvidence: Operation<DraftEvidenceInput, DisputeFacts>;
  /** Sends the evidence to the bank, in time and once. */
  readonly submitEvidence: Operation<SubmitEvidenceInput, SubmitEvidenceResult>;
  /** Gives a dispute up, for good. */
  readonly close: Operation<CloseDisputeInput, CloseDisputeResult>;
}

/** Binds the operations of this group. */
export function createDisputeOperations(
  bind: <Input, Result>(definition: OperationDefinition<Input, Result>) => Operation<Input, Result>,
): DisputeOperations {
  return Object.freeze({
    draftEvidence: bind(draftEvidence),
    submitEvidence: bind(submitEvidence),
    close: bind(closeDispute),
  });
}
