import type { FuzzOptions, FuzzReport } from './run-scheme.ts';

/** The crypto inside ours: `node:crypto`, or WebCrypto. */
export type CryptoBuildName = 'node' | 'web';

/** What one process is told to do. */
export interface FuzzJob extends Pick<FuzzOptions, 'runs' | 'seed' | 'path'> {
  readonly scheme: string;
  readonly build: CryptoBuildName;
}

/** What a process tells: how far it is, and at last its report. */
export type JobMessage = { readonly runs: number } | { readonly report: FuzzReport };
