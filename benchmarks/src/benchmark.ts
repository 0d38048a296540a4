import type { Table } from './report/markdown-table.ts';

/** How much is measured: all of it, or just enough to see that a benchmark runs. */
export interface BenchmarkContext {
  readonly isSmoke: boolean;
  /** Tells on the terminal what is being measured. */
  readonly progress: (text: string) => void;
}

/** What a benchmark found out. */
export interface BenchmarkResult {
  readonly tables: readonly { readonly caption: string; readonly table: Table }[];
  /** Sentences below the tables: how to read them, and where a peer is better. */
  readonly notes: readonly string[];
}

/** One question with its answer in figures. */
export interface Benchmark {
  /** As it is called on the command line. */
  readonly name: string;
  readonly title: string;
  /** How it is measured, in a sentence or two. */
  readonly method: string;
  run(context: BenchmarkContext): Promise<BenchmarkResult>;
}
