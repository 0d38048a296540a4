/** Milliseconds until a module that this process has not seen is loaded and evaluated. */
export default async function importJob(specifier: string): Promise<number> {
  const from = performance.now();
  await import(specifier);
  return performance.now() - from;
}
