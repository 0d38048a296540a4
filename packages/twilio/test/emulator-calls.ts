import { toFetch } from '@breakwater/testing';
import { EMULATED_ACCOUNT, type TwilioEmulator } from '@breakwater/twilio/testing';

/** Calls an emulator as `curl` would: without the SDK. */
export async function call(
  emulator: TwilioEmulator,
  method: string,
  path: string,
  form: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: unknown; readonly headers: Headers }> {
  const url = new URL(path, 'https://emulated.example');
  const isRead = method === 'GET' || method === 'DELETE';
  if (isRead) for (const [name, value] of Object.entries(form)) url.searchParams.append(name, value);
  const response = await toFetch(emulator)(url, {
    method,
    headers: { authorization: `Basic ${btoa(`${EMULATED_ACCOUNT.accountSid}:${EMULATED_ACCOUNT.authToken}`)}` },
    ...(!isRead && { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
}
