import type { FallbackConfig } from '../contract/fallback-config.js';
import { type IntegrationError, isPassing } from '../errors/integration-error.js';
import type { Attributes, FallbackUsedEvent } from '../monitoring/integration-event.js';
import type { Telemetry } from '../monitoring/telemetry.js';
import { StaleCache } from './stale-cache.js';

/** What {@link createFallback} is given. */
export interface FallbackParts {
  readonly service: string;
  readonly clock: { now(): number };
  readonly telemetry?: Telemetry | undefined;
}

/** The call that failed. */
export interface FallbackRequest<T> {
  readonly operation: string;
  /** Replaces the configured fallback; `false` switches it off. */
  readonly handler?: false | ((error: IntegrationError) => T | Promise<T>) | undefined;
  readonly cacheKey?: string | undefined;
  readonly callId?: string | undefined;
  readonly attributes?: Attributes | undefined;
}

/** Answers in place of a service that does not. */
export interface Fallback {
  /** Keeps a good answer, when the fallback is a `stale` one. */
  remember(operation: string, cacheKey: string, value: unknown): void;
  /**
   * The answer for a call that failed for good.
   *
   * @throws the error itself when there is no answer, or what the handler throws
   */
  recover<T>(error: IntegrationError, request: FallbackRequest<T>): Promise<T>;
}

/**
 * Whether an older or a fixed answer is better than none. It is not where the error is an answer itself, and never where
 * the call may have been applied: a made-up answer would hide a payment that nobody looks up.
 */
function mayStandIn(error: IntegrationError): boolean {
  return isPassing(error.code) && error.outcome !== 'unknown';
}

/** Makes the fallback of one service. */
export function createFallback(config: FallbackConfig, parts: FallbackParts): Fallback {
  const cache = config !== false && config.type === 'stale' ? new StaleCache(config) : undefined;
  const toKey = (operation: string, cacheKey: string): string => JSON.stringify([operation, cacheKey]);

  const find = (
    error: IntegrationError,
    request: FallbackRequest<unknown>,
  ): [FallbackUsedEvent['source'], () => unknown] | undefined => {
    const { handler, operation, cacheKey } = request;
    if (handler !== undefined) return handler === false ? undefined : ['function', () => handler(error)];
    if (config === false) return undefined;
    if (config.type === 'function') return ['function', () => config.handler(error)];
    if (!mayStandIn(error)) return undefined;
    if (config.type === 'value') return ['value', () => config.value];
    const entry = cacheKey === undefined ? undefined : cache?.get(toKey(operation, cacheKey), parts.clock.now());
    return entry && ['stale', () => entry.value];
  };

  return {
    remember(operation, cacheKey, value) {
      cache?.set(toKey(operation, cacheKey), value, parts.clock.now());
    },
    async recover<T>(error: IntegrationError, request: FallbackRequest<T>): Promise<T> {
      const found = find(error, request);
      if (found === undefined) throw error;
      const [source, answer] = found;
      const value = await answer();
      parts.telemetry?.emit({
        type: 'fallback.used',
        service: parts.service,
        at: parts.clock.now(),
        operation: request.operation,
        callId: request.callId ?? '',
        attributes: request.attributes,
        code: error.code,
        source,
      });
      return value as T;
    },
  };
}
