import { IntegrationError, isIntegrationError, sanitizeCause } from '@breakwater/core';

/** The primary result codes of SQLite that tell of somebody else's lock: SQLITE_BUSY and SQLITE_LOCKED. */
const LOCKED: ReadonlySet<number> = new Set([5, 6]);

/** The primary result code of SQLite in an error, if it is one of SQLite. */
function codeOf(error: unknown): number | undefined {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'errcode') : undefined;
  // Extended codes keep the primary one in the lowest byte.
  return typeof code === 'number' ? code & 0xff : undefined;
}

/** Whether it failed only because another connection holds a lock. */
export function isLocked(error: unknown): boolean {
  return LOCKED.has(codeOf(error) ?? 0);
}

/** What helps with the primary codes that say too little: CANTOPEN, READONLY, FULL, CORRUPT and NOTADB. */
const HINTS: Readonly<Record<number, string>> = {
  5: 'Another connection kept its lock for longer than `busyTimeout`.',
  8: 'This process may not write to the file or its directory.',
  11: 'The file is damaged: restore it from a backup.',
  13: 'The disk is full.',
  14: 'Does its directory exist, and may this process write there?',
  26: 'The file is something else than a database.',
};

/** The error for what the database refused. The file is not named: the text may end up in the answer to a sender. */
export function toStoreError(operation: string, error: unknown): IntegrationError {
  if (isIntegrationError(error)) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : 'it failed';
  const hint = code === undefined ? undefined : HINTS[code];
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'sqlite',
    operation,
    message: [`sqlite ${operation}: ${reason}.`, hint].filter((part) => part !== undefined).join(' '),
    vendorCode: code === undefined ? undefined : String(code),
    cause: sanitizeCause(error, (text) => text),
  });
}

/** The error for an operation that got no turn to write in time. */
export function toBusyError(operation: string, waited: number): IntegrationError {
  return new IntegrationError({
    code: 'UNAVAILABLE',
    service: 'sqlite',
    operation,
    message:
      `sqlite ${operation}: got no turn to write within ${waited} ms. One at a time can write to the file: ` +
      'a handler, or another process, keeps a transaction open for too long.',
  });
}

/** The error for an operation on an inbox that was closed. */
export function toClosedError(operation: string): IntegrationError {
  const message = `sqlite ${operation}: the inbox was closed.`;
  return new IntegrationError({ code: 'CONFIGURATION', service: 'sqlite', operation, message });
}
