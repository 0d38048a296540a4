import type { Inbox } from '@breakwater/core/webhooks';

/** The moments at which a process is killed: before and after everything that a store or a sender could notice. */
export const STEPS = [
  'before-accept',
  'after-accept',
  'before-answer',
  'before-claim',
  'after-claim',
  'before-handler',
  'after-effect',
  'before-complete',
  'after-complete',
  'after-commit',
  'before-fail',
  'after-fail',
  'before-extend',
] as const;

/** One of these moments. */
export type Step = (typeof STEPS)[number];

/** What a process is to do to itself when it comes to a step. */
export interface Fault {
  readonly step: Step;
  /** `stall` stops the whole process for longer than a lease, as a full garbage collection or a paused machine does. */
  readonly kind: 'kill' | 'stall';
  /** It passes the step so often before. */
  readonly after: number;
}

/** A process that passes steps, and suffers at one of them. */
export interface Sufferer {
  /** Notices that a step is reached. */
  pass(step: Step): void;
  /** Takes a fault, which is suffered once. */
  arm(fault: Fault): void;
}

/** Makes a process that can suffer. `onStall` is called before it stops for `stallMs` milliseconds. */
export function createSufferer(stallMs: number, onStall: () => void): Sufferer {
  let armed: { readonly fault: Fault; left: number } | undefined;
  return {
    arm(fault) {
      armed = { fault, left: fault.after };
    },
    pass(step) {
      if (step !== armed?.fault.step) return;
      armed.left -= 1;
      if (armed.left >= 0) return;
      if (armed.fault.kind === 'kill') process.kill(process.pid, 'SIGKILL');
      armed = undefined;
      onStall();
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, stallMs);
    },
  };
}

/** An inbox that passes the steps, and now and then cannot be reached. */
export function withSteps(inbox: Inbox<unknown>, pass: Sufferer['pass'], isDown: () => boolean): Inbox<unknown> {
  return {
    ...inbox,
    async accept(deliveries) {
      pass('before-accept');
      if (isDown()) throw new Error('The store cannot be reached.');
      const accepted = await inbox.accept(deliveries);
      pass('after-accept');
      return accepted;
    },
    async claim(options) {
      pass('before-claim');
      const claims = await inbox.claim(options);
      if (claims.length > 0) pass('after-claim');
      return claims;
    },
    async transaction(work) {
      const result = await inbox.transaction(work);
      pass('after-commit');
      return result;
    },
    async complete(claim, options) {
      pass('before-complete');
      const isDone = await inbox.complete(claim, options);
      pass('after-complete');
      return isDone;
    },
    async fail(claim, options) {
      pass('before-fail');
      const isRecorded = await inbox.fail(claim, options);
      pass('after-fail');
      return isRecorded;
    },
    extend(claim, lease) {
      pass('before-extend');
      return inbox.extend(claim, lease);
    },
  };
}
