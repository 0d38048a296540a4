import { shape } from '@breakwater/core';
import { sidShape } from '../../sid.js';
import { bindOperation, type Operation, type OperationDefinition, type OperationHost } from '../bind-operation.js';
import { hasCode } from '../has-code.js';
import { type CallResult, type MakeCallInput, makeCall, toCallResult } from './make-call.js';

/** Input of `voice.hangUp`. */
export interface CallReference {
  /** `CA...` */
  readonly callSid: string;
}

/** Curated operations on calls. */
export interface VoiceOperations {
  /** Makes a call: at most once, whatever becomes of the answer. */
  readonly call: Operation<MakeCallInput, CallResult>;
  /** Ends a call, also one that still rings. One that has ended is a success. */
  readonly hangUp: Operation<CallReference, CallResult>;
}

/** Ends a call. Harmless to repeat. */
const hangUp: OperationDefinition<CallReference, CallReference, CallReference, CallResult> = {
  name: 'voice.hangUp',
  feature: 'voice',
  input: /* @__PURE__ */ shape.object({ callSid: sidShape('call') }),
  prepare: (input) => input,
  async call(client, { callSid }) {
    const call = client.calls(callSid);
    try {
      return toCallResult(await call.update({ status: 'completed' }), callSid);
    } catch (error) {
      if (!hasCode(error, 21_220)) throw error; // not in progress any more
      return toCallResult(await call.fetch(), callSid);
    }
  },
};

/** Binds the operations of this group. */
export function createVoiceOperations(host: OperationHost): VoiceOperations {
  return Object.freeze({ call: bindOperation(makeCall, host), hangUp: bindOperation(hangUp, host) });
}
