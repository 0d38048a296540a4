/** Puts something around an operation, and returns what to call. */
export type Wrap = (operation: () => Promise<number>) => Promise<() => Promise<unknown>>;

const loadCockatiel = (): Promise<typeof import('cockatiel')> => import('cockatiel');
const loadOpossum = async (): Promise<typeof import('opossum')> => (await import('opossum')).default;

/** What stands around a call that succeeds at once. The settings are those of each project's own introduction. */
export const happyPathSubjects: Readonly<Record<string, Wrap>> = {
  'bare await': async (operation) => operation,
  'async function with try/catch': async (operation) => async () => {
    try {
      return await operation();
    } catch (error) {
      throw new Error('failed', { cause: error });
    }
  },
  'Breakwater, whole default policy': async (operation) => {
    const { createPolicy } = await import('@breakwater/core');
    const policy = createPolicy('vendor');
    return () => policy.execute(operation);
  },
  'Breakwater, the call reads its signal': async (operation) => {
    const { createPolicy } = await import('@breakwater/core');
    const policy = createPolicy('vendor');
    return () =>
      policy.execute((attempt) => (attempt.signal.aborted ? Promise.reject(attempt.signal.reason) : operation()));
  },
  'Breakwater, with a telemetry sink': async (operation) => {
    const { createPolicy } = await import('@breakwater/core');
    let events = 0;
    const policy = createPolicy('vendor', {}, { telemetry: { emit: () => events++ } });
    return () => policy.execute(operation);
  },
  'p-retry': async (operation) => {
    const { default: pRetry } = await import('p-retry');
    return () => pRetry(operation, { retries: 2 });
  },
  'cockatiel retry': async (operation) => {
    const { ExponentialBackoff, handleAll, retry } = await loadCockatiel();
    const policy = retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() });
    return () => policy.execute(operation);
  },
  'cockatiel breaker (consecutive)': async (operation) => {
    const { ConsecutiveBreaker, circuitBreaker, handleAll } = await loadCockatiel();
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
    return () => policy.execute(operation);
  },
  'cockatiel breaker (sampling)': async (operation) => {
    const { SamplingBreaker, circuitBreaker, handleAll } = await loadCockatiel();
    const breaker = new SamplingBreaker({ threshold: 0.5, duration: 10_000 });
    const policy = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker });
    return () => policy.execute(operation);
  },
  'cockatiel wrap(retry, breaker)': async (operation) => {
    const { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleAll, retry, wrap } = await loadCockatiel();
    const policy = wrap(
      retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
      circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
    );
    return () => policy.execute(operation);
  },
  'cockatiel wrap(retry, breaker, timeout)': async (operation) => {
    const cockatiel = await loadCockatiel();
    const { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleAll, retry, TimeoutStrategy, timeout, wrap } =
      cockatiel;
    const policy = wrap(
      retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
      circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
      timeout(10_000, TimeoutStrategy.Aggressive),
    );
    return () => policy.execute(operation);
  },
  opossum: async (operation) => {
    const CircuitBreaker = await loadOpossum();
    const breaker = new CircuitBreaker(operation);
    return () => breaker.fire();
  },
  'opossum, without timeout and percentiles': async (operation) => {
    const CircuitBreaker = await loadOpossum();
    const options = { timeout: false, rollingPercentilesEnabled: false, enableSnapshots: false } as const;
    const breaker = new CircuitBreaker(operation, options);
    return () => breaker.fire();
  },
  'p-retry inside opossum': async (operation) => {
    const { default: pRetry } = await import('p-retry');
    const CircuitBreaker = await loadOpossum();
    const breaker = new CircuitBreaker(() => pRetry(operation, { retries: 2 }));
    return () => breaker.fire();
  },
  'mollitia retry': async (operation) => {
    const { Circuit, Retry } = await import('mollitia');
    const circuit = new Circuit({ options: { modules: [new Retry({ attempts: 2 })] } });
    return () => circuit.fn(operation).execute();
  },
  'mollitia retry, breaker, timeout': async (operation) => {
    const { Circuit, Retry, SlidingCountBreaker, Timeout } = await import('mollitia');
    const modules = [new Retry({ attempts: 2 }), new SlidingCountBreaker({}), new Timeout({ delay: 10_000 })];
    const circuit = new Circuit({ options: { modules } });
    return () => circuit.fn(operation).execute();
  },
  'effect retry': async (operation) => {
    const { Effect, Schedule } = await import('effect');
    const program = Effect.retry(Effect.tryPromise(operation), { schedule: Schedule.exponential(200), times: 2 });
    return () => Effect.runPromise(program);
  },
  '@smithy/util-retry, standard strategy': async (operation) => {
    const { StandardRetryStrategy } = await import('@smithy/util-retry');
    const strategy = new StandardRetryStrategy({ maxAttempts: 3 });
    return async () => {
      const token = await strategy.acquireInitialRetryToken('');
      const result = await operation();
      strategy.recordSuccess(token);
      return result;
    };
  },
};
