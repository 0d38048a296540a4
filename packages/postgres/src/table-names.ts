import { createHash } from 'node:crypto';
import { type OptionalShape, type Shape, shape } from '@breakwater/core';

/** Where the tables of an inbox are. */
export interface TableOptions {
  /** Lower-case letters, digits and `_`, at most 40 characters. @default 'public' */
  readonly schema?: string | undefined;
  /** What the names of the tables begin with; the same pattern. @default 'webhook_' */
  readonly tablePrefix?: string | undefined;
}

/** Names as they are written in SQL: quoted and with their schema. */
export interface TableNames {
  readonly schema: string;
  readonly tablePrefix: string;
  readonly inbox: string;
  readonly replays: string;
  readonly versions: string;
  readonly migrations: string;
  /** The sequence that numbers deliveries in the order of their arrival. */
  readonly arrivals: string;
  /** What `NOTIFY` calls on: at most 63 bytes, whatever the names are. */
  readonly channel: string;
  /** The channel that statements call on; NULL for none. */
  readonly notifyChannel: string | null;
}

// Checked this strictly because names cannot be parameters of a statement.
const aName: Shape<string> = shape.string({
  pattern: /^[a-z_][a-z0-9_]{0,39}$/,
  expected: 'lower-case letters, digits and _, beginning with no digit, at most 40 characters',
});

/** Shapes of {@link TableOptions}, for the options of which they are a part. */
export const tableShapes: {
  readonly schema: OptionalShape<string>;
  readonly tablePrefix: OptionalShape<string>;
} = { schema: shape.optional(aName), tablePrefix: shape.optional(aName) };

/** Composes the names; the options must have been checked. */
export function toTableNames({ schema = 'public', tablePrefix = 'webhook_' }: TableOptions): TableNames {
  const name = (suffix: string): string => `"${schema}"."${tablePrefix}${suffix}"`;
  const digest = createHash('sha256').update(`${schema}.${tablePrefix}`).digest('hex');
  const channel = `breakwater_${digest.slice(0, 32)}`;
  return {
    schema,
    tablePrefix,
    inbox: name('inbox'),
    replays: name('replays'),
    versions: name('versions'),
    migrations: name('migrations'),
    arrivals: name('arrivals'),
    channel,
    notifyChannel: channel,
  };
}
