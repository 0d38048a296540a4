import { createWriteStream, readFileSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { TortureEvent } from '../torture-event.ts';

/** A line of the history: what happened, what the receiver has answered success for, and what was done to it. */
export type HistoryLine =
  | { readonly happened: TortureEvent }
  | { readonly acknowledged: readonly string[] }
  | { readonly killed: string };

/** Writes down what the sender sees, as it happens. */
export interface History {
  write(line: HistoryLine): void;
  close(): Promise<void>;
}

/** Begins a history in a file, one JSON object a line. */
export function openHistory(file: string): History {
  const stream = createWriteStream(file);
  return {
    write: (line) => void stream.write(`${JSON.stringify(line)}\n`),
    async close() {
      stream.end();
      await finished(stream);
    },
  };
}

/** Reads a history back. */
export function readHistory(file: string): readonly HistoryLine[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as HistoryLine);
}
