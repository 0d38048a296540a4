// The process side of `runJob`: one scheme, with one build of the crypto.
import { registerHooks } from 'node:module';
import type { FuzzJob, JobMessage } from './fuzz-job.ts';

const WEB_BUILD = new URL('../../packages/core/src/runtime/crypto.web.ts', import.meta.url).href;

/** Before anything of ours is imported. */
function useWebBuild(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === '#crypto' ? { url: WEB_BUILD, shortCircuit: true } : next(specifier, context),
  });
}

const tell = (message: JobMessage): void => {
  process.send?.(message);
};

async function work({ scheme: name, build, ...options }: FuzzJob): Promise<void> {
  if (build === 'web') useWebBuild();
  const { allSchemes } = await import('./all-schemes.ts');
  const { runScheme } = await import('./run-scheme.ts');
  const scheme = allSchemes.find((candidate) => candidate.name === name);
  if (!scheme) throw new Error(`There is no scheme ${name}`);
  tell({ report: await runScheme(scheme, { ...options, onProgress: (runs) => tell({ runs }) }) });
  process.disconnect();
}

process.once('message', (job: FuzzJob) => {
  void work(job);
});
