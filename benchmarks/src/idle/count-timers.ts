/** Counts timers that are armed, also those that do not keep the process alive. Must be called before a library loads. */
export function countTimers(): { armed(): number } {
  const armed = new Set<unknown>();
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const timeout = (callback: (...input: unknown[]) => void, ms?: number, ...input: unknown[]): unknown => {
    const handle = setTimeout(() => {
      armed.delete(handle);
      callback(...input);
    }, ms);
    armed.add(handle);
    return handle;
  };
  const interval = (callback: (...input: unknown[]) => void, ms?: number, ...input: unknown[]): unknown => {
    const handle = setInterval(callback, ms, ...input);
    armed.add(handle);
    return handle;
  };
  const clear = (handle: unknown): void => {
    armed.delete(handle);
    clearTimeout(handle as NodeJS.Timeout);
    clearInterval(handle as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: timeout, setInterval: interval, clearTimeout: clear, clearInterval: clear });
  return { armed: () => armed.size };
}
