import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAsyncContext as createNodeContext } from '../../src/runtime/async-context.node.js';
import { createAsyncContext as createWebContext } from '../../src/runtime/async-context.web.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the ambient context', () => {
  it.each(['node', 'a runtime with a global AsyncLocalStorage'])('follows asynchronous work on %s', async (runtime) => {
    if (runtime !== 'node') vi.stubGlobal('AsyncLocalStorage', AsyncLocalStorage);
    const context = (runtime === 'node' ? createNodeContext : createWebContext)<string>();
    const seen = await Promise.all(
      ['a', 'b'].map((value) =>
        context.run(value, async () => {
          await Promise.resolve();
          return context.getStore();
        }),
      ),
    );
    expect(seen).toEqual(['a', 'b']);
    expect(context.getStore()).toBeUndefined();
  });

  it('refuses to run where it would lose the key and the signal of a call', () => {
    const context = createWebContext<string>();
    expect(context.getStore()).toBeUndefined();
    expect(() => context.run('a', () => 1)).toThrow(expect.objectContaining({ code: 'CONFIGURATION' }));
  });
});
