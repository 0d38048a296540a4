import { assertFault, type Fault, type WebhookFault } from './fault.js';
import { type RequestMatch, type RequestTarget, toRequestPredicate } from './request-match.js';
import { createSeededRandom, type Random } from './seeded-random.js';

interface RuleBase {
  /** How often the fault strikes. @default 1, or without end when `probability` is given */
  readonly times?: number;
  /** How many that match are let through first. @default 0 */
  readonly skip?: number;
  /** The chance, 0 to 1, that one that matches is struck. @default 1 */
  readonly probability?: number;
}

/** A fault for requests. Without `match` it may strike any of them. */
export interface RequestFaultRule extends RuleBase {
  readonly match?: RequestMatch;
  readonly fault: Fault;
}

/** A fault for webhooks. */
export interface WebhookFaultRule extends RuleBase {
  /** An event type, `'invoice.*'` or `'*'`. */
  readonly webhook: string;
  readonly fault: WebhookFault;
}

/** One line of a fault program. */
export type FaultRule = RequestFaultRule | WebhookFaultRule;

/** A fault that was dealt out. */
export interface FaultRecord {
  /** `METHOD /path`, or the webhook's event type. */
  readonly target: string;
  readonly fault: Fault | WebhookFault;
}

/** Decides, request by request, what goes wrong. Of the rules that match, the first that is due strikes. */
export interface FaultProgram {
  nextForRequest(target: RequestTarget): Fault | undefined;
  nextForWebhook(eventType: string): WebhookFault | undefined;
  /** Appends rules. Throws a TypeError on a malformed one. */
  add(...rules: FaultRule[]): void;
  /** Drops all rules. What was recorded stays. */
  clear(): void;
  /** Every fault that was dealt out, in order. */
  readonly applied: readonly FaultRecord[];
  /** True when every rule with a finite number of times has struck that often. */
  readonly exhausted: boolean;
}

/** Where the program's chance comes from. */
export interface FaultProgramOptions {
  /** @default 1 */
  readonly seed?: number;
  /** In place of `seed`. */
  readonly random?: Random;
}

interface ActiveRule<F> {
  readonly matches: (target: RequestTarget) => boolean;
  readonly probability: number;
  readonly fault: F;
  skip: number;
  left: number;
}

/**
 * Creates a fault program. The same rules, seed and order of requests give the same faults.
 *
 * @example
 * ```ts
 * import { createFaultProgram } from '@breakwater/testing';
 *
 * export const faults = createFaultProgram([
 *   { match: 'POST /v1/payment_intents', times: 2, fault: { type: 'status', status: 429, headers: { 'retry-after': '1' } } },
 *   { match: 'POST /v1/*', probability: 0.05, fault: { type: 'reset', when: 'after' } },
 *   { webhook: 'invoice.paid', fault: { type: 'duplicate' } },
 * ]);
 * ```
 */
export function createFaultProgram(rules: readonly FaultRule[] = [], options: FaultProgramOptions = {}): FaultProgram {
  const random = options.random ?? createSeededRandom(options.seed ?? 1);
  const requestRules: ActiveRule<Fault>[] = [];
  const webhookRules: ActiveRule<WebhookFault>[] = [];
  const applied: FaultRecord[] = [];

  const next = <F extends Fault | WebhookFault>(active: ActiveRule<F>[], target: RequestTarget, name: string) => {
    for (const rule of active) {
      if (rule.left <= 0 || !rule.matches(target)) continue;
      if (rule.skip > 0) {
        rule.skip -= 1;
        continue;
      }
      if (rule.probability < 1 && random() >= rule.probability) continue;
      rule.left -= 1;
      applied.push(Object.freeze({ target: name, fault: rule.fault }));
      return rule.fault;
    }
    return undefined;
  };

  const program: FaultProgram = {
    applied,
    get exhausted() {
      return [...requestRules, ...webhookRules].every(({ left }) => left <= 0 || left === Number.POSITIVE_INFINITY);
    },
    nextForRequest: (target) => next(requestRules, target, `${target.method} ${target.path}`),
    nextForWebhook: (eventType) => next(webhookRules, { method: '', path: eventType }, eventType),
    add(...added) {
      for (const rule of added) {
        if ('webhook' in rule) webhookRules.push(activate(rule, webhookPredicate(rule.webhook)));
        else requestRules.push(activate(rule, toRequestPredicate(rule.match)));
      }
    },
    clear() {
      requestRules.length = 0;
      webhookRules.length = 0;
    },
  };
  program.add(...rules);
  return program;
}

function activate<F extends Fault | WebhookFault>(
  rule: RuleBase & { readonly fault: F },
  matches: (target: RequestTarget) => boolean,
): ActiveRule<F> {
  const { probability = 1, skip = 0, times = rule.probability === undefined ? 1 : Number.POSITIVE_INFINITY } = rule;
  if (!(probability >= 0 && probability <= 1)) throw new TypeError(`probability is 0 to 1, not ${probability}.`);
  if (!(times >= 1)) throw new TypeError(`times is 1 or more, not ${times}.`);
  if (!(skip >= 0)) throw new TypeError(`skip is 0 or more, not ${skip}.`);
  assertFault(rule.fault);
  return { matches, probability, fault: structuredClone(rule.fault), skip, left: times };
}

function webhookPredicate(eventType: string): (target: RequestTarget) => boolean {
  if (!eventType.endsWith('*')) return ({ path }) => path === eventType;
  const prefix = eventType.slice(0, -1);
  return ({ path }) => path.startsWith(prefix);
}
