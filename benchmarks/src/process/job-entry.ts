// The process side of `runJob`: imports one module, calls it, answers, ends.
interface Order {
  readonly module: string;
  readonly input: unknown;
}

process.once('message', (order: Order) => {
  void work(order);
});

async function work({ module, input }: Order): Promise<void> {
  const { default: job } = (await import(module)) as { default: (input: unknown) => Promise<unknown> };
  const output = await job(input);
  // The timers of a library must not keep the process: whoever is measured has been measured.
  process.send?.({ output }, undefined, undefined, () => process.exit(0));
}
