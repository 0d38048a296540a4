/** Options of {@link coalesceCalls}. */
export interface CoalesceCallsOptions<Request> {
  /** Calls that may be under way at a time. @default 2 */
  readonly concurrency?: number | undefined;
  /** How much of what is limited a request has. @default one of one kind */
  readonly measure?: ((request: Request) => readonly number[]) | undefined;
  /** How much of each one call may have, unless one request alone has more. @default [128] */
  readonly limits?: readonly number[] | undefined;
}

interface Entry<Request, Answer> {
  readonly request: Request;
  readonly sizes: readonly number[];
  readonly resolve: (answer: Answer) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * For what answers over a network: requests that come at the same moment, or while it is busy, are made by one call, which
 * costs little more than a call for one of them. A request that comes alone does not wait. When a call for several fails,
 * each of them is tried alone, so that no request fails because of another.
 *
 * @param call Makes requests, and answers each of them in their order.
 * @example
 * ```ts
 * import { coalesceCalls } from '@breakwater/core/webhooks';
 *
 * export const double = coalesceCalls(async (numbers: readonly number[]) => numbers.map((number) => number * 2));
 * ```
 */
export function coalesceCalls<Request, Answer>(
  call: (requests: readonly Request[]) => Promise<readonly Answer[]>,
  options: CoalesceCallsOptions<Request> = {},
): (request: Request) => Promise<Answer> {
  const { concurrency = 2, measure = () => [1], limits = [128] } = options;
  const queue: Entry<Request, Answer>[] = [];
  let underway = 0;
  let isGathering = false;

  /** Takes from the queue what comes next. */
  const take = (): readonly Entry<Request, Answer>[] => {
    const sums = limits.map(() => 0);
    const fits = ({ sizes }: Entry<Request, Answer>): boolean => {
      for (const [kind, size] of sizes.entries()) sums[kind] = (sums[kind] ?? 0) + size;
      return sums.every((sum, kind) => sum <= (limits[kind] ?? 0));
    };
    const end = queue.findIndex((entry) => !fits(entry));
    return queue.splice(0, end < 0 ? queue.length : Math.max(1, end));
  };

  const makeAll = async (entries: readonly Entry<Request, Answer>[]): Promise<void> => {
    const answers = await call(entries.map(({ request }) => request));
    for (const [index, { resolve }] of entries.entries()) resolve(answers[index] as Answer);
  };

  const makeAlone = (entry: Entry<Request, Answer>): Promise<void> => makeAll([entry]).catch(entry.reject);

  const make = async (entries: readonly Entry<Request, Answer>[]): Promise<void> => {
    const [only] = entries;
    if (only && entries.length === 1) await makeAlone(only);
    // Whoever is refused alone, too, learns why.
    else await makeAll(entries).catch(() => Promise.all(entries.map(makeAlone)));
  };

  const proceed = (): void => {
    isGathering = false;
    while (underway < concurrency && queue.length > 0) {
      underway += 1;
      void make(take()).finally(() => {
        underway -= 1;
        proceed();
      });
    }
  };

  return (request) =>
    new Promise((resolve, reject) => {
      // Measured here, so that a request that cannot be measured fails alone, and not the queue with it.
      queue.push({ request, sizes: measure(request), resolve, reject });
      // Not at once: what else comes at this very moment belongs to the same call.
      if (!isGathering) void Promise.resolve().then(proceed);
      isGathering = true;
    });
}
