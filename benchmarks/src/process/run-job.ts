import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('./job-entry.ts', import.meta.url));

/** Options of {@link runJob}. */
export interface JobOptions {
  /** Flags of Node, such as `--expose-gc`. */
  readonly flags?: readonly string[];
}

/**
 * Runs the default export of a module in a process of its own, and resolves with what it returns. What one library does
 * to the heap, to the compiler or to the globals then says nothing on the next.
 */
export function runJob<Input, Output>(module: URL, input: Input, options: JobOptions = {}): Promise<Output> {
  return new Promise((resolve, reject) => {
    // The advanced serialization keeps Infinity, which "never recovered" is.
    const child = fork(ENTRY, [], { serialization: 'advanced', execArgv: [...(options.flags ?? [])] });
    let answer: { readonly output: Output } | undefined;
    child.once('message', (message) => {
      answer = message as { readonly output: Output };
      child.disconnect();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      if (answer) resolve(answer.output);
      else reject(new Error(`${module.pathname.split('/').at(-1)} ended with code ${code} and gave no answer`));
    });
    child.send({ module: module.href, input });
  });
}
