import { bindOperation, type Operation, type OperationHost } from '../bind-operation.js';
import { type CheckVerificationInput, checkVerification, type VerificationCheck } from './check-verification.js';
import { type StartVerificationInput, startVerification, type VerificationResult } from './start-verification.js';

/** Curated operations on verifications. */
export interface VerifyOperations {
  /** Sends a code to a person. */
  readonly start: Operation<StartVerificationInput, VerificationResult>;
  /** Says whether a code is right. A wrong one is a result, and no error. */
  readonly check: Operation<CheckVerificationInput, VerificationCheck>;
}

/** Binds the operations of this group. */
export function createVerifyOperations(host: OperationHost): VerifyOperations {
  return Object.freeze({
    start: bindOperation(startVerification, host),
    check: bindOperation(checkVerification, host),
  });
}
