import type { ClerkClient } from '@clerk/backend';
import { assertPath } from './identifier.js';

/** A call of one of the SDK's API methods, while it is on its way to `fetch`. */
export interface ScopedRequest {
  /** What our fetch threw into the SDK, which keeps no more of it than its text. */
  failure: unknown;
}

interface RequestOptions {
  readonly path?: unknown;
  readonly method?: unknown;
  readonly queryParams?: Readonly<Record<string, unknown>>;
}

type RequestFunction = (options: RequestOptions) => Promise<unknown>;

/** Knows which request of the SDK's API is being sent. */
export interface RequestScope {
  /** Undefined outside of an API method, as when the SDK loads the keys. */
  current(): ScopedRequest | undefined;
  /** Puts the scope around every API of a client. */
  guard(client: ClerkClient): void;
}

/**
 * Makes a {@link RequestScope}. Each API of the client sends through a function `request` of its own (`AbstractAPI` in
 * `dist/index.js` of @clerk/backend 3.25.0), which calls `fetch` before it first waits: so one variable is enough.
 *
 * Three defects of that function are mended here. It drops query parameters that are falsy, so that `includeMembersCount:
 * false` and `emailAddress: ''` are never sent, and a filter by an empty address lists everybody. It takes an id with a `?`
 * in it for the end of the path. And it loses what `fetch` threw, which is put back as the error's `cause`.
 */
export function createRequestScope(): RequestScope {
  let current: ScopedRequest | undefined;

  const wrap =
    (request: RequestFunction): RequestFunction =>
    async (options) => {
      assertPath(options.path, options.method);
      const scoped: ScopedRequest = { failure: undefined };
      const outer = current;
      let sending: Promise<unknown>;
      current = scoped;
      try {
        sending = request({ ...options, ...(options.queryParams && { queryParams: keepFalsy(options.queryParams) }) });
      } finally {
        current = outer;
      }
      try {
        return await sending;
      } catch (error) {
        if (scoped.failure !== undefined && error instanceof Error && error.cause === undefined)
          error.cause = scoped.failure;
        throw error;
      }
    };

  return {
    current: () => current,
    guard(client) {
      for (const api of Object.values(client) as { request?: unknown }[]) {
        if (typeof api?.request === 'function') api.request = wrap((api.request as RequestFunction).bind(api));
      }
    },
  };
}

/** A list of one is truthy, and is sent as the value that it holds. */
function keepFalsy(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isDropped = (value: unknown): boolean => !value && value !== undefined && value !== null;
  return Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => [key, isDropped(value) ? [value] : value]),
  );
}
