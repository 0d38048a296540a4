import { describe, expect, it } from 'vitest';
import type { WebhookSecret, WebhookSecrets } from '../../../src/webhooks/index.js';
import { createKeyring, type Keyring } from '../../../src/webhooks/verification/keyring.js';
import { bytes } from './signing-senders.js';

const NOW = 1_700_000_000_000;

/** A keyring whose keys are the texts of its secrets, and what was imported for it. */
function create(secrets: WebhookSecrets): { readonly keyring: Keyring<string>; readonly imported: string[] } {
  const imported: string[] = [];
  const keyring = createKeyring('acme', secrets, {
    importKey(secret) {
      const text = typeof secret === 'string' ? secret : new TextDecoder().decode(secret);
      if (text === '') return undefined;
      imported.push(text);
      return text;
    },
  });
  return { keyring, imported };
}

describe('a list of secrets', () => {
  it('is imported once, on first use', () => {
    const { keyring, imported } = create(['a', 'b']);
    expect(imported).toEqual([]);
    for (const now of [NOW, NOW + 1]) {
      expect(keyring.inForce(now, '')).toEqual({ keys: ['a', 'b'], positions: [0, 1] });
    }
    expect(imported).toEqual(['a', 'b']);
  });

  it('skips what is no key, and keeps the positions', () => {
    expect(create(['', undefined, 'c']).keyring.inForce(NOW, '')).toEqual({ keys: ['c'], positions: [2] });
  });

  it('counts each secret within its period, both ends included', () => {
    const secrets: readonly WebhookSecret[] = [
      { secret: 'old', notAfter: NOW },
      { secret: 'new', notBefore: NOW },
      'always',
      { secret: bytes('dated'), notBefore: NOW - 1, notAfter: NOW + 1 },
    ];
    const { keyring, imported } = create(secrets);
    const at = (now: number): unknown => (keyring.inForce(now, '') as { readonly keys: unknown }).keys;
    expect(at(NOW)).toEqual(['old', 'new', 'always', 'dated']);
    expect(at(NOW - 1)).toEqual(['old', 'always', 'dated']);
    expect(at(NOW + 1)).toEqual(['new', 'always', 'dated']);
    expect(at(NOW + 2)).toEqual(['new', 'always']);
    expect(at(Number.NaN)).toEqual(['always']);
    expect(imported).toHaveLength(4);
  });

  it('does not notice what becomes of the list afterwards', () => {
    const secrets = ['a'];
    const { keyring } = create(secrets);
    secrets.push('b');
    expect(keyring.inForce(NOW, '')).toMatchObject({ keys: ['a'] });
  });

  it('tells the texts to hide', () => {
    expect(create(['a', bytes('b'), { secret: 'c', notAfter: 0 }]).keyring.texts()).toEqual(['a', 'c']);
  });

  it.each([
    ['a single text', 'abc'],
    ['single bytes', bytes('abc')],
    ['a number in the list', [17]],
    ['null in the list', [null]],
    ['a date for a time', [{ secret: 'abc', notAfter: new Date() }]],
    ['NaN for a time', [{ secret: 'abc', notBefore: Number.NaN }]],
    ['a misspelt period', [{ secret: 'abc', until: 17 }]],
    ['a period without a secret', [{ notAfter: 17 }]],
  ])('is not %s, which is refused without showing it', (_, secrets) => {
    const make = (): unknown => create(secrets as unknown as WebhookSecrets);
    expect(make).toThrow('options.secrets must be an array');
    expect(make).not.toThrow(/abc/);
  });
});

describe('a function that finds secrets', () => {
  it('is asked for each tenant each time, and its keys are imported once', async () => {
    const asked: string[] = [];
    const { keyring, imported } = create((tenant) => {
      asked.push(tenant);
      return [`${tenant}1`, { secret: bytes(`${tenant}2`) }];
    });
    for (const tenant of ['a', 'b', 'a']) {
      expect(await keyring.inForce(NOW, tenant)).toMatchObject({ keys: [`${tenant}1`, `${tenant}2`] });
    }
    expect(asked).toEqual(['a', 'b', 'a']);
    expect(imported).toEqual(['a1', 'a2', 'b1', 'b2']);
  });

  it('answers at once or later, with a promise or what is like one', async () => {
    const now = create(() => ['a']).keyring.inForce(NOW, '');
    expect(now).toMatchObject({ keys: ['a'] });
    const like = new Map(); // a query builder, say, that is sent off by awaiting it
    Reflect.set(like, 'then', (done: (list: readonly string[]) => void) => done(['a']));
    for (const found of [Promise.resolve(['a']), like]) {
      const secrets = (() => found) as unknown as WebhookSecrets;
      expect(await create(secrets).keyring.inForce(NOW, '')).toMatchObject({ keys: ['a'] });
    }
  });

  it('has its keys replaced when the list changes, also in place', async () => {
    const secret = bytes('one');
    const dated = { secret: 'x', notAfter: NOW + 1 };
    const { keyring } = create(() => [secret, dated]);
    expect(keyring.inForce(NOW, '')).toMatchObject({ keys: ['one', 'x'] });
    secret.set(bytes('two'));
    expect(keyring.inForce(NOW, '')).toMatchObject({ keys: ['two', 'x'] });
    dated.notAfter = NOW - 1;
    expect(keyring.inForce(NOW, '')).toMatchObject({ keys: ['two'] });
    dated.secret = 'y';
    dated.notAfter = NOW;
    expect(keyring.inForce(NOW, '')).toMatchObject({ keys: ['two', 'y'] });
  });

  it('keeps the keys of a thousand tenants, and gives those without secrets no room', async () => {
    const { keyring, imported } = create((tenant) => (tenant.startsWith('stranger') ? [] : [tenant]));
    for (let index = 0; index < 1_000; index++) await keyring.inForce(NOW, `t${index}`);
    for (let index = 0; index < 5_000; index++) await keyring.inForce(NOW, `stranger${index}`);
    for (let index = 0; index < 1_000; index++) await keyring.inForce(NOW, `t${index}`);
    expect(imported).toHaveLength(1_000);
    await keyring.inForce(NOW, 'one too many');
    expect(keyring.texts()).toHaveLength(1_000);
    expect(keyring.texts()).not.toContain('t0');
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an empty list', []],
  ])('finds no key in %s', async (_, found) => {
    const secrets = (() => found) as unknown as WebhookSecrets;
    expect(await create(secrets).keyring.inForce(NOW, '')).toEqual({ keys: [], positions: [] });
  });

  it.each([
    ['a single text', 'abc'],
    ['what is no secret', [17]],
    ['an object', {}],
  ])('is refused with %s, without showing it', async (_, found) => {
    const secrets = (() => found) as unknown as WebhookSecrets;
    const asking = async (): Promise<unknown> => create(secrets).keyring.inForce(NOW, '');
    await expect(asking()).rejects.toThrow('The secrets that were found are no list of secrets.');
  });
});
