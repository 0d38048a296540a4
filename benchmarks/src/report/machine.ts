import { arch, availableParallelism, cpus, platform } from 'node:os';

/** The machine and the day, in a sentence. Never its name, its user or a path. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() || 'unknown processor';
  const day = new Date().toISOString().slice(0, 10);
  return `${day}, Node ${process.versions.node}, ${platform()} ${arch()}, ${availableParallelism()} cores of ${model}`;
}
