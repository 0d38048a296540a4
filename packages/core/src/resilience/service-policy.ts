import { createInputError } from '../contract/parse-shape.js';
import { printValue } from '../contract/print-value.js';
import { createRedactor, type Redact } from '../errors/redact.js';
import { type Telemetry, toTelemetry } from '../monitoring/telemetry.js';
import { type Clock, systemClock } from '../runtime/clock.js';
import { createSleep, type Sleep } from '../runtime/sleep.js';
import { Admission } from './admission.js';
import { sendAttempt } from './attempt.js';
import { AttemptRun } from './attempt-run.js';
import { emitCall } from './call-events.js';
import { conclude } from './conclude.js';
import { explain } from './explain.js';
import { ABORTED, type Failure, toRefusal } from './failure.js';
import { createFallback, type Fallback } from './fallback.js';
import { MUST_WAIT, REFUSED } from './permit.js';
import type {
  Attempt,
  ExecuteOptions,
  Policy,
  PolicyDependencies,
  PolicyExplanation,
  PolicyHealth,
  PolicySnapshot,
} from './policy.js';
import { type AnyExecuteOptions, copyOptions, PolicyCall } from './policy-call.js';
import { createHealth } from './policy-health.js';
import { failCall, recover } from './recover.js';
import type { ResolvedPolicyConfig } from './resolve-policy-config.js';
import { RetryBudget } from './retry-budget.js';
import { restoreSnapshot, takeSnapshot } from './snapshot.js';
import { SteadyTime } from './steady-time.js';

const NO_OPTIONS: AnyExecuteOptions = /* @__PURE__ */ Object.freeze({});
const NO_FAILURES: PolicyHealth['lastFailures'] = /* @__PURE__ */ Object.freeze([]);

/**
 * The policy of one service. It holds the way of a call that succeeds at once; whatever else can happen is in `recover`,
 * so that the common way stays short. What an idle policy does not need is made when it is first needed: ten thousand of
 * them, one for each tenant, are a normal use.
 */
export class ServicePolicy implements Policy {
  readonly name: string;
  readonly config: ResolvedPolicyConfig;
  readonly dependencies: PolicyDependencies;
  readonly telemetry: Telemetry | undefined;
  readonly clock: Clock;
  readonly time: SteadyTime;
  readonly admission: Admission;
  lastFailures: PolicyHealth['lastFailures'] = NO_FAILURES;
  #budget: RetryBudget | undefined = undefined;
  #fallback: Fallback | undefined = undefined;
  #idPrefix = '';
  #calls = 0;

  constructor(name: string, config: ResolvedPolicyConfig, dependencies: PolicyDependencies) {
    this.name = name;
    this.config = config;
    this.dependencies = dependencies;
    this.telemetry = config.monitoring.enabled ? toTelemetry(dependencies.telemetry) : undefined;
    this.clock = dependencies.clock ?? systemClock;
    this.time = new SteadyTime(this.clock);
    this.admission = new Admission(this);
  }

  async execute<T>(work: (attempt: Attempt) => Promise<T>, options?: ExecuteOptions<T>): Promise<T> {
    const own = options === undefined ? NO_OPTIONS : copyOptions(options);
    this.#checkSignal(own);
    const call = new PolicyCall(own, this.time, this.#timeoutOf(own));
    let failure: Failure | undefined;
    if (own.signal?.aborted === true) failure = ABORTED;
    else if (call.timeout === 0) failure = toRefusal('DEADLINE_EXCEEDED', 'not sent: there was no time left');
    else {
      const permit = this.config.hedging === false ? this.admission.tryEnter() : MUST_WAIT;
      if (permit === REFUSED) {
        failure = this.admission.refusal();
        if (own.fallback === undefined && this.config.fallback === false) {
          // Refusals come in numbers when a service is down, so the plain one is thrown from here; and not before the
          // caller had the chance to listen: a rejection that nobody listens to yet costs the runtime twice as much.
          await Promise.resolve();
          throw failCall(this, call, failure);
        }
      } else if (permit === MUST_WAIT) failure = await sendAttempt(this, call, work);
      else {
        const run = this.startRun(call, permit);
        run.start(work);
        await Promise.resolve();
        if (run.state === 'running') await this.settleRun(call, run);
        failure = conclude(this, call, run);
      }
    }
    if (failure === undefined) return this.complete(call) as T;
    return (await recover(this, call, work, failure)) as T;
  }

  health(): PolicyHealth {
    return createHealth(this);
  }

  explain(operation: string, options?: Parameters<Policy['explain']>[1]): PolicyExplanation {
    return explain(this.config, operation, options);
  }

  snapshot(): PolicySnapshot {
    return takeSnapshot(this);
  }

  restore(snapshot: PolicySnapshot): void {
    restoreSnapshot(this, snapshot);
  }

  isolate(): void {
    this.admission.breaker.isolate();
  }

  close(): void {
    this.admission.breaker.closeByHand();
  }

  get random(): () => number {
    return this.dependencies.random ?? Math.random;
  }

  get sleep(): Sleep {
    return this.dependencies.sleep ?? createSleep(this.clock);
  }

  get redact(): Redact {
    return this.dependencies.redact ?? createRedactor();
  }

  /** Undefined when retries are not budgeted. */
  get budget(): RetryBudget | undefined {
    const { budget } = this.config.retryPolicy;
    if (budget === false) return undefined;
    return (this.#budget ??= new RetryBudget(budget, this.time.now()));
  }

  get fallback(): Fallback {
    return (this.#fallback ??= createFallback(this.config.fallback, {
      service: this.name,
      clock: this.time,
      telemetry: this.telemetry,
    }));
  }

  /** A success refunds retries. While none was spent there is nothing to refund, and no budget is made for it. */
  refundRetry(): void {
    this.#budget?.refund();
  }

  startRun(call: PolicyCall, permit: number, isHedge = false): AttemptRun {
    call.attempts++;
    return new AttemptRun(call, permit, isHedge);
  }

  /** Waits for an answer as long as the attempt may take, or the call has left. */
  settleRun(call: PolicyCall, run: AttemptRun): Promise<void> {
    const timeout = Math.min(this.config.circuitBreaker.timeout, call.deadline - run.startedAt);
    return run.settle(this.clock, timeout, call.options.signal);
  }

  /** Ends a call that succeeded. */
  complete(call: PolicyCall): unknown {
    if (call.options.cacheKey !== undefined) this.fallback.remember(call.operation, call.options.cacheKey, call.value);
    if (this.telemetry !== undefined) emitCall(this, call, 'success', undefined);
    return call.value;
  }

  /** The id that the events of a call share: unlike that of any other call, also of another process. */
  idOf(call: PolicyCall): string {
    if (this.#idPrefix === '') this.#idPrefix = Math.floor(this.random() * 2 ** 52).toString(36);
    return (call.id ??= `${this.#idPrefix}-${(++this.#calls).toString(36)}`);
  }

  /** Before anything is taken: an attempt that cannot listen to its signal would keep its permits for good. */
  #checkSignal(options: AnyExecuteOptions): void {
    const signal: unknown = options.signal;
    if (signal === undefined || signal instanceof AbortSignal) return;
    const issue = { path: 'options.signal', expected: 'an AbortSignal', received: printValue(signal) };
    const { operation = 'call' } = options;
    throw createInputError([issue], { service: this.name, operation });
  }

  #timeoutOf(options: AnyExecuteOptions): number {
    const { timeout = this.config.deadline } = options;
    if (typeof timeout === 'number' && timeout >= 0) return timeout;
    const issue = {
      path: 'options.timeout',
      expected: 'a number of milliseconds of at least 0',
      received: String(timeout),
    };
    throw createInputError([issue], { service: this.name, operation: options.operation ?? 'call' });
  }
}
