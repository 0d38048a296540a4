import { type Shape, shape } from '@breakwater/core';
import { identifierShape } from '../../identifier.js';
import type { OperationDefinition } from '../bind-operation.js';
import { createConflict } from '../create-conflict.js';
import { type DisputeFacts, toDisputeFacts } from './dispute-facts.js';

/** Input of `disputes.close`. */
export interface CloseDisputeInput {
  /** `du_...` or `dp_...` */
  readonly disputeId: string;
  /** Says that you know: it cannot be undone, and the money stays with the customer. */
  readonly acceptLoss: true;
}

/** Result of `disputes.close`. */
export type CloseDisputeResult = DisputeFacts & {
  /** `false` when it was lost or closed already. */
  readonly changed: boolean;
};

const INPUT: Shape<CloseDisputeInput> = /* @__PURE__ */ shape.object({
  disputeId: identifierShape('dispute'),
  acceptLoss: shape.oneOf([true]),
});

const NAME = 'disputes.close';

/** Gives a dispute up, for good. One that is lost or closed already is left alone. */
export const closeDispute: OperationDefinition<CloseDisputeInput, CloseDisputeResult> = {
  name: NAME,
  input: INPUT,
  call: async (client, { disputeId }, context) => {
    const found = toDisputeFacts(await client.disputes.retrieve(disputeId));
    if (found.status === 'lost' || found.status === 'warning_closed') return { ...found, changed: false };
    if (!found.needsResponse) throw createConflict(NAME, `the dispute is ${found.status}: there is nothing to give up`);
    const options = { idempotencyKey: context.idempotencyKey };
    return { ...toDisputeFacts(await client.disputes.close(disputeId, {}, options)), changed: true };
  },
};
