import { appliesOnce } from '../stores/store-location.ts';
import { STEPS, type Step } from '../target/fault.ts';
import type { TorturePlan } from '../torture-plan.ts';
import type { Target } from './target.ts';

/** Decides who suffers what, and when. */
export interface Executioner {
  readonly kills: number;
  readonly stalls: number;
  /** Does what is due after so many deliveries. */
  strike(deliveries: number, targets: readonly Target[]): void;
  killed(): void;
  stalled(): void;
}

/** Where a process that stops for longer than its lease does the most harm. */
const STALLS: readonly Step[] = ['after-claim', 'before-handler', 'after-effect', 'before-complete', 'after-complete'];

/**
 * Spreads the kills of a plan over its deliveries: half of the strikes kill at any moment, a quarter at a step, in turn, and
 * a quarter suspend a process for longer than its lease. One planted defect shows only when processes are suspended.
 */
export function createExecutioner(options: { readonly plan: TorturePlan; readonly random: () => number }): Executioner {
  const { plan, random } = options;
  let strikes = 0;
  let kills = 0;
  let stalls = 0;
  let steps = 0;

  const stall = (victim: Target): void => {
    const step = STALLS[Math.floor(random() * STALLS.length)] ?? 'before-handler';
    victim.arm({ step, kind: 'stall', after: Math.floor(random() * 10) });
  };
  const strike = (victim: Target): void => {
    strikes += 1;
    if (plan.bug === 'complete-without-fence') stall(victim);
    else if (strikes % 2 === 0) victim.kill();
    // Not where effects are written without a transaction: what a process writes late that was suspended for longer than
    // its lease, nothing there can refuse.
    else if (strikes % 4 === 3 && appliesOnce(plan.store)) stall(victim);
    else {
      const step = STEPS[steps++ % STEPS.length] ?? 'before-accept';
      victim.arm({ step, kind: 'kill', after: Math.floor(random() * 10) });
    }
  };

  return {
    get kills() {
      return kills;
    },
    get stalls() {
      return stalls;
    },
    killed: () => void (kills += 1),
    stalled: () => void (stalls += 1),
    strike(deliveries, targets) {
      // Of four strikes three are kills.
      const due = (plan.kills * (4 / 3) * deliveries) / plan.deliveries;
      if (strikes >= due) return;
      const victims = targets.filter((target) => target.isReady && !target.isArmed);
      const victim = victims[Math.floor(random() * victims.length)];
      if (victim) strike(victim);
    },
  };
}
