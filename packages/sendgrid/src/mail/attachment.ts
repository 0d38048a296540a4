import { refineShape, type Shape, shape, unprinted } from '@breakwater/core';
import { ONE_LINE } from './email-address.js';

/** A file that goes with a mail. */
export interface Attachment {
  /** The bytes, or their base64. */
  readonly content: Uint8Array | string;
  readonly filename: string;
  /** The media type. @default SendGrid's guess */
  readonly type?: string | undefined;
  /** `inline` for a picture that the HTML shows as `cid:`. @default 'attachment' */
  readonly disposition?: 'attachment' | 'inline' | undefined;
  /** What `cid:` in the HTML names it by. */
  readonly contentId?: string | undefined;
}

/** An attachment in SendGrid's form. */
export interface AttachmentBody {
  readonly content: string;
  readonly filename: string;
  readonly type?: string;
  readonly disposition?: string;
  readonly content_id?: string;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const isContent = (value: unknown): boolean =>
  value instanceof Uint8Array
    ? value.byteLength > 0
    : typeof value === 'string' && value.length % 4 === 0 && BASE64.test(value);

const oneLine = (expected: string): Shape<string> =>
  unprinted(shape.string({ pattern: ONE_LINE, maxLength: 255, expected }));

/** What {@link Attachment} has to be. */
export const attachmentShape: Shape<Attachment> = /* @__PURE__ */ refineShape(
  shape.object({
    content: unprinted(
      shape.custom<Uint8Array | string>(isContent, 'bytes, or their base64 with padding and without line breaks'),
    ),
    filename: oneLine('the name of a file'),
    type: shape.optional(
      unprinted(
        shape.string({
          pattern: /^[^\s;,\p{Cc}]+$/u,
          maxLength: 255,
          expected: 'a media type such as `application/pdf`',
        }),
      ),
    ),
    disposition: shape.optional(unprinted(shape.oneOf(['attachment', 'inline']))),
    contentId: shape.optional(oneLine('a content id')),
  }),
  ({ disposition, contentId }, path, issues) => {
    if (disposition === 'inline' && contentId === undefined)
      issues.push({
        path: `${path}.contentId`,
        expected: 'a content id, as the attachment is `inline`',
        received: 'undefined',
      });
  },
);

/** Writes an attachment in SendGrid's form. */
export function toAttachmentBody({ content, filename, type, disposition, contentId }: Attachment): AttachmentBody {
  return {
    content: typeof content === 'string' ? content : toBase64(content),
    filename,
    ...(type !== undefined && { type }),
    ...(disposition !== undefined && { disposition }),
    ...(contentId !== undefined && { content_id: contentId }),
  };
}

/** A multiple of three, so that the base64 of the parts put together is that of the whole. */
const PART = 3 * 1_024;

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += PART) {
    const part = bytes.subarray(start, start + PART);
    // `apply` reads the array as it is; spreading walks it, and takes eight times as long.
    text += btoa(String.fromCharCode.apply(undefined, part as unknown as number[]));
  }
  return text;
}
