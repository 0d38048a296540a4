/** Resolves with a function of which every call is refused, because the circuit is open. */
export type Open = () => Promise<() => Promise<unknown>>;

const AN_HOUR = 3_600_000;

const down = (): Promise<never> => Promise.reject(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));

/** Fails calls until the circuit must be open. */
async function trip(call: () => Promise<unknown>): Promise<() => Promise<unknown>> {
  for (let index = 0; index < 20; index++) await call().catch(() => {});
  return call;
}

/** Circuits that are open for the next hour. */
export const openRejectionSubjects: Readonly<Record<string, Open>> = {
  'async function that throws an Error': async () => async () => {
    throw new Error('refused');
  },
  'Breakwater, whole default policy': async () => {
    const { createPolicy } = await import('@breakwater/core');
    const config = { retryPolicy: { maxRetries: 0 }, circuitBreaker: { resetTimeout: AN_HOUR } };
    const policy = createPolicy('vendor', config);
    return trip(() => policy.execute(down, { operation: 'thing.read' }));
  },
  'cockatiel breaker (consecutive) alone': async () => {
    const { ConsecutiveBreaker, circuitBreaker, handleAll } = await import('cockatiel');
    const policy = circuitBreaker(handleAll, { halfOpenAfter: AN_HOUR, breaker: new ConsecutiveBreaker(5) });
    return trip(() => policy.execute(down));
  },
  opossum: async () => {
    const { default: CircuitBreaker } = await import('opossum');
    const breaker = new CircuitBreaker(down, { resetTimeout: AN_HOUR });
    return trip(() => breaker.fire());
  },
  'mollitia count breaker': async () => {
    const { Circuit, SlidingCountBreaker } = await import('mollitia');
    const breaker = new SlidingCountBreaker({ minimumNumberOfCalls: 5, openStateDelay: AN_HOUR });
    const circuit = new Circuit({ options: { modules: [breaker] } });
    return trip(() => circuit.fn(down).execute());
  },
};
