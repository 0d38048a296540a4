import type { Person, Stage } from '../stage.ts';

/** Who plays: two people of one organisation, and a customer. */
export interface Cast {
  readonly organizationId: string;
  /** Their ids at Clerk. */
  readonly ada: string;
  readonly ben: string;
  readonly cara: string;
}

export const ADDRESSES = { ada: 'ada@sons.example', ben: 'ben@sons.example', cara: 'cara@mail.example' } as const;

export const toName = (key: keyof typeof ADDRESSES): string => key.charAt(0).toUpperCase() + key.slice(1);

/** Signs somebody in, as Clerk's page does in a browser. */
export async function signIn(stage: Stage, cast: Cast, name: keyof typeof ADDRESSES): Promise<Person> {
  const organization = name === 'cara' ? {} : { organizationId: cast.organizationId };
  const token = await stage.vendors.clerk.testHelpers.createSessionToken({ userId: cast[name], ...organization });
  return { name: toName(name), token };
}
