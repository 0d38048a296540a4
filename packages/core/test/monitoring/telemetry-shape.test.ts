import { isIntegrationError, parseShape, telemetryShape } from '@breakwater/core';
import { describe, expect, it } from 'vitest';

const context = { path: 'options.telemetry', service: 'acme', operation: 'createAcme', code: 'CONFIGURATION' } as const;
const sink = { emit: (): void => {} };

class Sink {
  emit(): void {}
}

describe('telemetryShape', () => {
  it.each([
    ['a sink', sink],
    ['an instance', new Sink()],
    ['several', [sink, new Sink()]],
    ['none', []],
  ])('takes %s', (_, value) => {
    expect(parseShape(value, telemetryShape, context)).toBe(value);
  });

  it.each([
    ['an empty object', {}],
    ['a function', sink.emit],
    ['an emit that is no function', { emit: 'x' }],
    ['a hole among sinks', Object.assign(Array<typeof sink>(2), { 0: sink })],
    ['a name', 'console'],
    ['null', null],
  ])('says what a sink is when it is given %s', (_, value) => {
    expect(() => parseShape(value, telemetryShape, context)).toThrow(
      'options.telemetry must be { emit(event) } or an array of them; got',
    );
    expect(() => parseShape(value, telemetryShape, context)).toThrow(expect.toSatisfy(isIntegrationError));
  });
});
