import { canSubscribe, openSubscription, type SubscriptionOptions } from './subscription.js';

/** Calls listeners when deliveries arrive, whichever process stored them. */
export type ListenToArrivals = (listener: () => void) => () => void;

/** Makes a feed that has a connection while somebody listens, and none otherwise; undefined when it cannot have one. */
export function createArrivalFeed(options: Omit<SubscriptionOptions, 'onMessage'>): ListenToArrivals | undefined {
  if (!canSubscribe(options)) return undefined;
  const listeners = new Set<() => void>();
  let close: (() => void) | undefined;

  const onMessage = (): void => {
    for (const listener of listeners) {
      try {
        listener();
      } catch (error) {
        options.onError(error);
      }
    }
  };

  return (listener) => {
    // A function of its own, so that each call is ended by its own end.
    const own = (): void => listener();
    listeners.add(own);
    close ??= openSubscription({ ...options, onMessage });
    return () => {
      listeners.delete(own);
      if (listeners.size > 0) return;
      close?.();
      close = undefined;
    };
  };
}
