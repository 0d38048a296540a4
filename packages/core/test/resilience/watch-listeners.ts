/** An abort signal whose listeners can be counted. */
export interface WatchedSignal {
  readonly signal: AbortSignal;
  readonly abort: (reason?: unknown) => void;
  /** Listeners that are on it now. */
  readonly listeners: () => number;
}

/** Makes a {@link WatchedSignal}: the standard has no way to ask a signal for its listeners. */
export function watchListeners(): WatchedSignal {
  const controller = new AbortController();
  const { signal } = controller;
  const known = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...input: Parameters<typeof add>): void => {
    const [, listener, options] = input;
    known.add(listener);
    add(...input);
    // One that is to be called once leaves by itself.
    if (typeof options === 'object' && options.once === true)
      add('abort', () => known.delete(listener), { once: true });
  };
  signal.removeEventListener = (...input: Parameters<typeof remove>): void => {
    known.delete(input[1]);
    remove(...input);
  };
  return { signal, abort: (reason) => controller.abort(reason), listeners: () => known.size };
}
