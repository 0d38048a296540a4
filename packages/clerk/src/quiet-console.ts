type Console = Pick<typeof globalThis.console, 'error'>;

/**
 * The `console` inside our copy of the SDK. It prints there what it caught before it calls somebody signed out
 * (`console.error('...error getting handshake payload:', error)` in @clerk/backend 3.25.0): an error that is ours, is
 * thrown or told as a reason, and may hold what belongs in no log. Its advice, which is text alone, is printed as ever.
 */
export function createQuietConsole(console: Console): Console {
  const error = (...given: readonly unknown[]): void => {
    if (given.every((item) => typeof item === 'string')) console.error(...given);
  };
  return new Proxy(console, {
    get: (target, name) => (name === 'error' ? error : (Reflect.get(target, name) as unknown)),
  });
}
