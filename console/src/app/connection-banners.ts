import type { Connection } from '../api/connections';

/** Ending is a token or secret of a connection of whose end is told: at 30, 14, 7 and 1 days before it, and once it is over. */
export interface Ending {
  /** What is told once: put away, it comes again with the next step. */
  id: string;
  connection: Connection;
  name: string;
  days: number;
  over: boolean;
}

const steps = [1, 7, 14, 30];

/**
 * endings are those to be told of, the earliest first. Of one that is over nothing is told where it is not missed: nothing was ever asked with it, or the identity
 * provider was let in since, with another one.
 */
export function endings(connections: Connection[]): Ending[] {
  return connections
    .filter((connection) => connection.state !== 'paused')
    .flatMap((connection) =>
      connection.notices
        .filter(({ notice, expiresAt }) => notice !== 'expired' || (connection.lastActivityAt !== null && Date.parse(connection.lastActivityAt) <= Date.parse(expiresAt)))
        .map((notice) => {
          const over = notice.notice === 'expired';
          const step = over ? 0 : (steps.find((days) => notice.expiresInDays <= days) ?? 30);
          return { id: `ends-${notice.id}-${step}`, connection, name: notice.name, days: notice.expiresInDays, over };
        }),
    )
    .sort((a, b) => a.days - b.days);
}

/** silent are the connections that were not heard of for longer than the server expects. */
export const silent = (connections: Connection[]) => connections.flatMap(({ silence, ...connection }) => (silence ? [{ ...connection, silence }] : []));
