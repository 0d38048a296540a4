/** Records of one batch. The SDK's own figure, read in `chunkedBatch` of @algolia/client-search@5.64.0. */
const MAX_RECORDS = 1_000;

/**
 * Characters of one batch. Algolia advises at most 10 MB, and a character is at most 3 bytes.
 * Source: https://www.algolia.com/doc/guides/sending-and-managing-data/send-and-update-your-data/in-depth/index-operations
 */
const MAX_CHARACTERS = 3_000_000;

/** Splits records into batches that Algolia takes, by their number and by their size. Their order stays. */
export function chunkRecords<T>(records: readonly T[], maxRecords: number = MAX_RECORDS): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let size = 0;
  for (const record of records) {
    const characters = JSON.stringify(record).length;
    if (chunk.length >= maxRecords || (chunk.length > 0 && size + characters > MAX_CHARACTERS)) {
      chunks.push(chunk);
      chunk = [];
      size = 0;
    }
    chunk.push(record);
    size += characters;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
