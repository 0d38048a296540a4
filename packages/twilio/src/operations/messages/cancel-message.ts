import { shape } from '@breakwater/core';
import { sidShape } from '../../sid.js';
import type { OperationDefinition } from '../bind-operation.js';
import { UndescribedAnswer } from '../described-answer.js';
import { hasCode } from '../has-code.js';
import type { MessageChannel } from './compose-message.js';
import { type MessageResult, toMessageResult } from './message-result.js';

/** Input of `sms.cancel`, `sms.retrieve` and the same of `whatsapp`. */
export interface MessageReference {
  /** `SM...` or `MM...` */
  readonly messageSid: string;
}

const INPUT = /* @__PURE__ */ shape.object({ messageSid: sidShape('message') });

type ReferenceOperation = OperationDefinition<MessageReference, MessageReference, MessageReference, MessageResult>;

/**
 * Cancels a scheduled message. One that is canceled already is a success; one that has left is a `CONFLICT`. Harmless to
 * repeat.
 */
export function cancelMessage(channel: MessageChannel): ReferenceOperation {
  return {
    name: `${channel}.cancel`,
    feature: channel,
    input: INPUT,
    prepare: (input) => input,
    async call(client, { messageSid }) {
      const message = client.messages(messageSid);
      try {
        const canceled = toMessageResult(await message.update({ status: 'canceled' }), undefined, messageSid);
        if (canceled.status !== 'canceled') throw new UndescribedAnswer(`its status is ${canceled.status}`);
        return canceled;
      } catch (error) {
        // An attempt of which the answer was lost, or somebody else, may have canceled it before.
        if (!hasCode(error, 30_409)) throw error;
        const present = toMessageResult(await message.fetch(), undefined, messageSid);
        if (present.status !== 'canceled') throw error;
        return present;
      }
    },
  };
}

/** Asks where a message stands. */
export function retrieveMessage(channel: MessageChannel): ReferenceOperation {
  return {
    name: `${channel}.retrieve`,
    feature: channel,
    input: INPUT,
    prepare: (input) => input,
    call: async (client, { messageSid }) =>
      toMessageResult(await client.messages(messageSid).fetch(), undefined, messageSid),
  };
}
