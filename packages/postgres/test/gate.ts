/** A promise, and the function that resolves it. */
export interface Gate {
  readonly passed: Promise<void>;
  open(): void;
}

/** Makes one that is closed. */
export function createGate(): Gate {
  let open = (): void => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}
