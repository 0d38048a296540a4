export { checkPersistence, type PersistenceCheckOptions, type PersistenceReport } from './check-persistence.js';
export { createRedisInbox, type RedisInbox, type RedisInboxOptions } from './create-redis-inbox.js';
export { createRedisLock, type RedisLock, type RedisLockOptions } from './create-redis-lock.js';
export { createRedisVersionStore, type RedisVersionStoreOptions } from './create-redis-version-store.js';
export type { IoredisClient, NodeRedisClient, RedisClient } from './redis-client.js';
export type { RedisStoreOptions } from './redis-options.js';
