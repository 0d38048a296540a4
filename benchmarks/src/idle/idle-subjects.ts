type Operation = () => Promise<number>;

/** How policies of one kind are made and called. What is made is held as it is: a closure would cost bytes of its own. */
export interface IdleSubject {
  /** Makes one policy for the service of this name. */
  readonly make: (name: string) => unknown;
  /** Calls through a policy once, to see what remains of it after use. */
  readonly call: (policy: unknown, operation: Operation) => Promise<unknown>;
}

/** Forgets the type of the policy, which only its own `make` and `call` need to know. */
function subject<T>(
  make: (name: string) => T,
  call: (policy: T, operation: Operation) => Promise<unknown>,
): IdleSubject {
  return { make, call: (policy, operation) => call(policy as T, operation) };
}

/** What is created ten thousand times: for each vendor, tenant or route one. Each entry loads its library. */
export const idleSubjects: Readonly<Record<string, () => Promise<IdleSubject>>> = {
  'Breakwater, whole default policy': async () => {
    const { createPolicy } = await import('@breakwater/core');
    return subject(
      (name) => createPolicy(name),
      (policy, operation) => policy.execute(operation),
    );
  },
  'cockatiel wrap(retry, breaker consecutive)': async () => {
    const cockatiel = await import('cockatiel');
    const { ConsecutiveBreaker, circuitBreaker, ExponentialBackoff, handleAll, retry, wrap } = cockatiel;
    return subject(
      () =>
        wrap(
          retry(handleAll, { maxAttempts: 2, backoff: new ExponentialBackoff() }),
          circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
        ),
      (policy, operation) => policy.execute(operation),
    );
  },
  'cockatiel breaker (consecutive) alone': async () => {
    const { ConsecutiveBreaker, circuitBreaker, handleAll } = await import('cockatiel');
    return subject(
      () => circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) }),
      (policy, operation) => policy.execute(operation),
    );
  },
  'cockatiel breaker (sampling 10 s) alone': async () => {
    const { SamplingBreaker, circuitBreaker, handleAll } = await import('cockatiel');
    const toBreaker = (): InstanceType<typeof SamplingBreaker> =>
      new SamplingBreaker({ threshold: 0.5, duration: 10_000 });
    return subject(
      () => circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: toBreaker() }),
      (policy, operation) => policy.execute(operation),
    );
  },
  opossum: async () => {
    const { default: CircuitBreaker } = await import('opossum');
    const call = (operation: Operation): Promise<number> => operation();
    return subject(
      (name) => new CircuitBreaker(call, { name }),
      (breaker, operation) => breaker.fire(operation),
    );
  },
  'mollitia retry, count breaker': async () => {
    const { Circuit, Retry, SlidingCountBreaker } = await import('mollitia');
    return subject(
      (name) => new Circuit({ name, options: { modules: [new Retry({ attempts: 2 }), new SlidingCountBreaker({})] } }),
      (circuit, operation) => circuit.fn(operation).execute(),
    );
  },
};
