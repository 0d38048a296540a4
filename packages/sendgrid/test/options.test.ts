import { inspect } from 'node:util';
import { createSendGrid, template } from '@breakwater/sendgrid';
import { describe, expect, it } from 'vitest';
import { API_KEY } from './emulated-account.js';

const issuesOf = (options: Record<string, unknown>): readonly string[] => {
  try {
    createSendGrid({ apiKey: API_KEY, ...options });
    return [];
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIGURATION', service: 'sendgrid' });
    return (error as { issues: { path: string }[] }).issues.map(({ path }) => path);
  }
};

describe('the options', () => {
  it.each([
    ['no key', { apiKey: undefined }, 'options.apiKey'],
    ['another key', { apiKey: 'sk_live_1' }, 'options.apiKey'],
    ['a key with a line break', { apiKey: `${API_KEY}\n` }, 'options.apiKey'],
    ['a sender that is none', { fromEmail: 'Shop <shop@example.com>' }, 'options.fromEmail'],
    ['a name without a sender', { fromName: 'Shop' }, 'options.fromEmail'],
    ['an address to answer to that is none', { replyToEmail: 'help' }, 'options.replyToEmail'],
    [
      'a legacy template',
      { templates: { a: { id: '5997fcf6-2b9f-484d-acd5-7e9a99f0dc1f' } } },
      'options.templates.a.id',
    ],
    ['a template that is a text', { templates: { a: 'd-12345678' } }, 'options.templates.a'],
    ['a list id that would reach another route', { lists: { a: '../x' } }, 'options.lists.a'],
    ['common variables that JSON cannot hold', { commonVariables: { big: 1n } }, 'options.commonVariables.big'],
    ['a region that there is not', { region: 'us' }, 'options.region'],
    ['a base URL with a path', { baseUrl: 'https://x.test/v3' }, 'options.baseUrl'],
    ['an unknown feature', { features: { email: true } }, 'options.features.email'],
    ['an unknown name', { from: 'shop@example.com' }, 'options.from'],
    [
      'a negative number of retries',
      { errorHandling: { retryPolicy: { maxRetries: -1 } } },
      'options.errorHandling.retryPolicy.maxRetries',
    ],
    ['a limit that is none', { rateLimiting: { requestsPerSecond: 0 } }, 'options.rateLimiting.requestsPerSecond'],
  ])('are refused with %s', (_, options, path) => {
    expect(issuesOf(options)).toEqual([path]);
  });

  it('tell of everything that is wrong at once, and never of a key', () => {
    const options = { apiKey: `${API_KEY} `, region: 'us', errorHandling: { deadline: -1 } };
    expect(issuesOf(options)).toEqual(['options.apiKey', 'options.region', 'options.errorHandling.deadline']);
    try {
      createSendGrid(options as never);
    } catch (error) {
      expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(API_KEY.slice(4, 20));
    }
  });

  it('lay overrides over the defaults', () => {
    const { errorHandling, rateLimiting, monitoring, baseUrl, features } = createSendGrid({
      apiKey: API_KEY,
      region: 'eu',
      features: { contacts: false },
      errorHandling: { retryPolicy: { maxRetries: 5 } },
      rateLimiting: { requestsPerSecond: 10 },
      monitoring: { slowCallThreshold: 1_000 },
    });
    expect(errorHandling).toMatchObject({ deadline: 30_000, retryPolicy: { maxRetries: 5, baseDelay: 200 } });
    expect(rateLimiting).toMatchObject({ requestsPerSecond: 10, concurrency: 'adaptive' });
    expect(monitoring.slowCallThreshold).toBe(1_000);
    expect(baseUrl).toBe('https://api.eu.sendgrid.com');
    expect(features).toEqual({ emails: true, scheduling: true, contacts: false, suppressions: true });
  });

  it('may be changed afterwards without effect', async () => {
    const templates: Record<string, ReturnType<typeof template>> = {};
    const sendgrid = createSendGrid({ apiKey: API_KEY, fromEmail: 'a@b.c', templates });
    templates['late'] = template('d-12345678');
    await expect(sendgrid.emails.send({ template: 'late', to: 'a@b.c' })).rejects.toMatchObject({
      code: 'VALIDATION',
    });
  });
});

describe('a template', () => {
  it.each([
    ['an id that SendGrid would drop the variables of', () => template('5997fcf6'), 'template.id'],
    [
      'a reminder further ahead than SendGrid keeps a mail',
      () => template('d-12345678', { sendBefore: 73 }),
      'template.sendBefore',
    ],
    ['a schema that is none', () => template('d-12345678', { schema: {} as never }), 'template.schema'],
    ['an unknown option', () => template('d-12345678', { before: 1 } as never), 'template.before'],
  ])('is refused with %s', (_, make, path) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'CONFIGURATION', issues: [expect.objectContaining({ path })] }),
    );
  });
});
