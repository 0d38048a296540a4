import type { Classification } from '@breakwater/core';

/** How a request of a storm fails: not answered in time, or answered 503. */
export type StormFailureCode = 'TIMEOUT' | 'UNAVAILABLE';

/** What a call of a storm rejects with. */
export class StormFailure extends Error {
  override readonly name: string = 'StormFailure';
  readonly code: StormFailureCode;
  /** 503 for `UNAVAILABLE`. */
  readonly status: number | undefined;

  constructor(code: StormFailureCode) {
    super(code === 'TIMEOUT' ? 'No answer in time' : 'The server answered 503');
    this.code = code;
    this.status = code === 'TIMEOUT' ? undefined : 503;
  }
}

/** Makes a {@link StormFailure} without a stack: there are hundreds of thousands, and nobody reads them. */
export function createStormFailure(code: StormFailureCode): StormFailure {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new StormFailure(code);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/**
 * Tells a policy what a failure of a storm means. Pass it as `classifyError` to a policy that you make in `createCaller`.
 */
export function classifyStormFailure(error: unknown): Classification | undefined {
  if (!(error instanceof StormFailure)) return undefined;
  return { code: error.code, message: error.message, status: error.status };
}
