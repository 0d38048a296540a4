import type { StormCaller } from '@breakwater/testing';

/** Makes the callers of one run: called once per instance of the application. */
export type MakeCaller = () => StormCaller;

/** Loads a library and returns a maker of callers that stand on the globals of the process. */
export type LoadCaller = () => Promise<MakeCaller>;

/** Three attempts and 200 ms between the first two for everybody, as Breakwater has by default. */
const RETRIES = 2;
const BASE_DELAY = 200;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const loop =
  (baseDelay: number): LoadCaller =>
  async () =>
  () =>
  async (call) => {
    for (let retry = 0; ; retry++) {
      try {
        return await call();
      } catch (error) {
        if (retry === RETRIES) throw error;
        await wait(baseDelay * 2 ** retry);
      }
    }
  };

/** The callers that are compared with Breakwater. The client of each gives a request up after one second. */
export const peerCallers: Readonly<Record<string, LoadCaller>> = {
  'one attempt': async () => () => (call) => call(),
  'loop of three, 1 s exponential': loop(1_000),
  'loop of three, 200 ms exponential': loop(BASE_DELAY),
  'p-retry inside opossum': async () => {
    const { default: pRetry } = await import('p-retry');
    const { default: CircuitBreaker } = await import('opossum');
    const options = { retries: RETRIES, minTimeout: BASE_DELAY, randomize: true };
    const breakerOptions = {
      timeout: false,
      errorThresholdPercentage: 50,
      resetTimeout: 10_000,
      volumeThreshold: 5,
    } as const;
    return () => {
      const breaker = new CircuitBreaker(
        (call: () => Promise<unknown>) => pRetry(() => call(), options),
        breakerOptions,
      );
      return (call) => breaker.fire(call);
    };
  },
  'opossum inside p-retry': async () => {
    const { default: pRetry } = await import('p-retry');
    const { default: CircuitBreaker } = await import('opossum');
    const options = { retries: RETRIES, minTimeout: BASE_DELAY, randomize: true };
    const breakerOptions = {
      timeout: false,
      errorThresholdPercentage: 50,
      resetTimeout: 10_000,
      volumeThreshold: 5,
    } as const;
    return () => {
      const breaker = new CircuitBreaker((call: () => Promise<unknown>) => call(), breakerOptions);
      return (call) => pRetry(() => breaker.fire(call), options);
    };
  },
  'cockatiel wrap(retry, breaker, timeout)': async () => {
    const cockatiel = await import('cockatiel');
    const { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleAll, retry, TimeoutStrategy, timeout, wrap } =
      cockatiel;
    return () => {
      const policy = wrap(
        retry(handleAll, { maxAttempts: RETRIES, backoff: new ExponentialBackoff({ initialDelay: BASE_DELAY }) }),
        circuitBreaker(handleAll, {
          halfOpenAfter: 10_000,
          breaker: new ConsecutiveBreaker(5),
        }),
        timeout(1_000, TimeoutStrategy.Aggressive),
      );
      return (call) => policy.execute(() => call());
    };
  },
  'mollitia retry, time breaker': async () => {
    const { Circuit, Retry, RetryMode, SlidingTimeBreaker } = await import('mollitia');
    return () => {
      const retry = new Retry({ attempts: RETRIES, interval: BASE_DELAY, mode: RetryMode.EXPONENTIAL, factor: 2 });
      const breaker = new SlidingTimeBreaker({
        slidingWindowSize: 10_000,
        openStateDelay: 10_000,
        minimumNumberOfCalls: 10,
        // Off by default; but then a late result of the closed state can leave it half-open for good.
        halfOpenStateMaxDelay: 10_000,
      });
      const circuit = new Circuit({ options: { modules: [retry, breaker] } });
      return (call) => circuit.fn(call).execute();
    };
  },
  'effect retry, jittered exponential': async () => {
    const { Effect, Schedule } = await import('effect');
    const schedule = Schedule.jittered(Schedule.exponential(BASE_DELAY));
    return () => (call) =>
      Effect.runPromise(
        Effect.retry(
          Effect.tryPromise(() => call()),
          { schedule, times: RETRIES },
        ),
      );
  },
  '@smithy/util-retry, standard strategy': async () => {
    const { StandardRetryStrategy } = await import('@smithy/util-retry');
    return () => {
      const strategy = new StandardRetryStrategy({ maxAttempts: RETRIES + 1, baseDelay: BASE_DELAY });
      return async (call) => {
        let token = await strategy.acquireInitialRetryToken('');
        for (;;) {
          try {
            const result = await call();
            strategy.recordSuccess(token);
            return result;
          } catch {
            // Throws when no attempt or no token is left.
            token = await strategy.refreshRetryTokenForRetry(token, { errorType: 'TRANSIENT' });
            await wait(token.getRetryDelay());
          }
        }
      };
    };
  },
};
