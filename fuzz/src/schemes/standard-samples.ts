import fc from 'fast-check';
import { bodies, type Signer, signers, times } from '../samples.ts';

/** What is signed. */
export interface StandardSample {
  readonly body: Uint8Array;
  readonly id: string;
  readonly time: string;
  /** Vendors sign the number that is in the header, however it is written. */
  readonly isTimeParsed: boolean;
  readonly secret: string;
  readonly signer: Signer;
}

const SECRETS = ['whsec_Zmlyc3Qgc2VjcmV0', 'c2Vjb25kIHNlY3JldCE='];
const ODD_SECRETS = [
  'whsec_AAAA',
  'whsec_Zmlyc3Qgc2VjcmV0MQ',
  'whsec_',
  'whsec_!!!!',
  'whpk_Zmlyc3Qgc2VjcmV0',
  'whsec_Zmlyc3R=',
];
const IDS = ['msg_1', '1', 'a-_~!', 'x'.repeat(255)];
const ODD_IDS = ['msg.1', 'msg 1', 'msg,1', 'é', 'x'.repeat(256), '.', '\u00a01'];

/** Samples of the family, now and then with an id or a secret that is none. */
export const standardSamples = fc.record<StandardSample>({
  body: bodies,
  id: fc.oneof(
    { arbitrary: fc.constantFrom(...IDS), weight: 12 },
    { arbitrary: fc.constantFrom(...ODD_IDS), weight: 1 },
  ),
  time: times,
  isTimeParsed: fc.boolean(),
  secret: fc.oneof(
    { arbitrary: fc.constantFrom(...SECRETS), weight: 12 },
    { arbitrary: fc.constantFrom(...ODD_SECRETS), weight: 1 },
  ),
  signer: signers,
});

/** The bytes of a key as lenient decoders have them. */
export const bytesOf = (secret: string): Uint8Array => Buffer.from(secret.trim().replace(/^whsec_/, ''), 'base64');
const isCanonicalSecret = (secret: string): boolean => {
  const digits = secret.trim().replace(/^whsec_/, '');
  return digits !== '' && Buffer.from(digits, 'base64').toString('base64') === digits;
};

/** Whether ours takes a secret: strict base64 that is not all zeros. */
export const isUsable = (secret: string): boolean =>
  isCanonicalSecret(secret) && bytesOf(secret).some((byte) => byte !== 0);
