import { type IntegrationEvent, toTelemetry } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const event: IntegrationEvent = { type: 'webhook.received', service: 'acme', at: 0, tenant: '', bytes: 2 };

describe('toTelemetry', () => {
  it('is nothing for no sink, so that no event is built', () => {
    expect(toTelemetry(undefined)).toBeUndefined();
    expect(toTelemetry([])).toBeUndefined();
  });

  it('tells every sink, also after one that throws', () => {
    const seen: IntegrationEvent[] = [];
    const broken = {
      emit: () => {
        throw new Error('a broken sink');
      },
    };
    toTelemetry([broken, { emit: (told) => seen.push(told) }])?.emit(event);
    expect(seen).toEqual([event]);
  });

  it('drops what an asynchronous sink rejects with', async () => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', onUnhandled);
    const then = (_: unknown, reject: (reason: Error) => void): void => reject(new Error('a foreign promise'));
    const foreign = new Proxy({}, { has: () => true, get: () => then });
    const hostile = new Proxy(
      {},
      {
        has: () => {
          throw new Error('a hostile answer');
        },
      },
    );
    const sinks = [
      { emit: () => Promise.reject(new Error('a sink that is down')) },
      { emit: () => foreign },
      { emit: () => hostile },
    ];
    for (let round = 0; round < 3; round++) toTelemetry(sinks)?.emit(event);
    await new Promise((resolve) => {
      setImmediate(() => setImmediate(resolve));
    });
    process.off('unhandledRejection', onUnhandled);
    expect(unhandled).toEqual([]);
  });
});
