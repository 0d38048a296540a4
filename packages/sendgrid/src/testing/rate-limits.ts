/** How far the limit of an endpoint is used up. */
export interface RateLimitState {
  readonly exceeded: boolean;
  /** `X-RateLimit-*`; none for an endpoint without a limit. */
  readonly headers: Readonly<Record<string, string>>;
}

const WINDOW = 60_000;

/** SendGrid counts for each endpoint; mails themselves are not counted. */
const UNLIMITED = 'POST /v3/mail/send';

/** Counts the requests of each endpoint in each minute. */
export function createRateLimits(limit: number): (route: string, now: number) => RateLimitState {
  const windows = new Map<string, { readonly start: number; count: number }>();
  return (route, now) => {
    if (route === UNLIMITED) return { exceeded: false, headers: {} };
    const start = Math.floor(now / WINDOW) * WINDOW;
    const known = windows.get(route);
    const window = known?.start === start ? known : { start, count: 0 };
    windows.set(route, window);
    const exceeded = window.count >= limit;
    if (!exceeded) window.count += 1;
    return { exceeded, headers: toRateLimitHeaders(limit, limit - window.count, start + WINDOW) };
  };
}

/** @param resetAt in milliseconds since the epoch */
export function toRateLimitHeaders(
  limit: number,
  remaining: number,
  resetAt: number,
): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAt / 1_000)),
  };
}
