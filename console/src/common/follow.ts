import { useQuery } from '@tanstack/react-query';

interface FollowOptions<T> {
  key: readonly unknown[];
  /** Asks; with `wait` the server answers when it is over, or after so many seconds. */
  read: (wait: number | undefined) => Promise<T>;
  over: (thing: T) => boolean;
  enabled?: boolean;
}

/** Seconds that one question waits at the server: short, so that progress is seen. */
const wait = 1;

/** useFollow reads a thing that goes on behind the request, such as a plan or a run, until it is over. */
export function useFollow<T>({ key, read, over, enabled = true }: FollowOptions<T>) {
  return useQuery({
    queryKey: key,
    enabled,
    queryFn: ({ client }) => read(client.getQueryData(key) === undefined ? undefined : wait),
    refetchInterval: ({ state }) => (state.data !== undefined && over(state.data as T) ? false : 50),
    refetchIntervalInBackground: true,
  });
}
