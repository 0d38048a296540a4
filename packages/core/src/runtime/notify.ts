/**
 * Calls something of the application's that only takes note, such as a sink of events: what it throws, or rejects with
 * afterwards, is dropped and harms nobody. Does not wait for it.
 */
export function notify(listener: () => unknown): void {
  try {
    const returned = listener();
    if (typeof returned === 'object' && returned !== null && 'then' in returned) {
      Promise.resolve(returned).catch(() => {});
    }
  } catch {
    // The same: whatever is watched must not fail because its watcher does.
  }
}
