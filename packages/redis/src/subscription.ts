import { isIoredis, type RedisClient } from './redis-client.js';

/** A client of `ioredis` that listens. Read in ioredis@6.0.0. */
interface IoredisSubscriber {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  subscribe(channel: string): Promise<unknown>;
  unsubscribe(channel: string): Promise<unknown>;
  disconnect(): void;
}

/** A client of `redis` that listens. Read in redis@6.3.1. */
interface NodeRedisSubscriber {
  on(event: string, listener: (...args: unknown[]) => void): unknown;
  off(event: string, listener: (...args: unknown[]) => void): unknown;
  connect(): Promise<unknown>;
  subscribe(channel: string, listener: () => void): Promise<unknown>;
  unsubscribe(channel: string, listener: () => void): Promise<unknown>;
  destroy(): void;
}

/** What to listen to, and how. */
export interface SubscriptionOptions {
  readonly client: RedisClient;
  /** A client of the user's that may listen. @default a duplicate of `client`, closed with the subscription */
  readonly subscriber?: RedisClient | undefined;
  readonly channel: string;
  /** Called for each message, and when a connection is there, because messages may have been missed before. */
  onMessage(): void;
  onError(error: unknown): void;
}

/** Whether there is a way to listen: pools of node-redis cannot be duplicated. */
export function canSubscribe({ client, subscriber }: Pick<SubscriptionOptions, 'client' | 'subscriber'>): boolean {
  return subscriber !== undefined || typeof Reflect.get(client, 'duplicate') === 'function';
}

function subscribeByIoredis(
  sub: IoredisSubscriber,
  isOwn: boolean,
  { channel, onMessage, onError }: SubscriptionOptions,
): () => void {
  let isOpen = true;
  const report = (error: unknown): void => {
    if (isOpen) onError(error);
  };
  const onChannelMessage = (from: unknown): void => {
    if (from === channel) onMessage();
  };
  const enter = (): void => {
    sub.subscribe(channel).then(() => {
      if (isOpen) onMessage();
    }, report);
  };
  sub.on('error', report);
  sub.on('message', onChannelMessage);
  // After a reconnect ioredis subscribes again by itself, but says nothing: asking once more tells when it has.
  sub.on('ready', enter);
  enter();
  return () => {
    isOpen = false;
    sub.off('message', onChannelMessage);
    sub.off('ready', enter);
    if (isOwn) {
      sub.disconnect();
      return;
    }
    sub.off('error', report);
    sub.unsubscribe(channel).catch(onError);
  };
}

function subscribeByNodeRedis(
  sub: NodeRedisSubscriber,
  isOwn: boolean,
  { channel, onMessage, onError }: SubscriptionOptions,
): () => void {
  let isOpen = true;
  const report = (error: unknown): void => {
    if (isOpen) onError(error);
  };
  const tell = (): void => {
    if (isOpen) onMessage();
  };
  const enter = async (): Promise<void> => {
    if (isOwn) await sub.connect();
    sub.on('ready', tell); // from now on it means that the connection was made again, and listens again
    await sub.subscribe(channel, tell);
    tell();
  };
  // Without a listener for it, an error of the connection would end the process.
  sub.on('error', report);
  enter().catch(report);
  return () => {
    isOpen = false;
    sub.off('ready', tell);
    if (isOwn) {
      sub.destroy();
      return;
    }
    sub.off('error', report);
    sub.unsubscribe(channel, tell).catch(onError);
  };
}

/**
 * Listens to a channel until the function is called that it returns. It takes a connection of its own, because one that
 * listens can do nothing else; connecting again is the client's.
 */
export function openSubscription(options: SubscriptionOptions): () => void {
  const { client, subscriber } = options;
  const isOwn = subscriber === undefined;
  const kind = subscriber ?? client;
  const sub: object = subscriber ?? (client as { duplicate(): object }).duplicate();
  return isIoredis(kind)
    ? subscribeByIoredis(sub as IoredisSubscriber, isOwn, options)
    : subscribeByNodeRedis(sub as NodeRedisSubscriber, isOwn, options);
}
