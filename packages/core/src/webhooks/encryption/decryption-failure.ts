import { PermanentFailure } from '../processing/permanent-failure.js';

/**
 * Says that what is stored cannot be decrypted, now or later: it was changed, it was moved to another key of a delivery, or
 * the key that it was encrypted with is not known here. The delivery goes to the dead letters as it is, and can be replayed
 * once that is mended.
 */
export class DecryptionFailure extends PermanentFailure {
  override readonly name: string = 'DecryptionFailure';
}
