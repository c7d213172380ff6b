import { QueryClient } from '@tanstack/react-query';
import { asProblem } from '../api/problem';

/** again tells whether asking once more can help: not when the server understood and refused. */
function again(failures: number, error: unknown): boolean {
  const { status } = asProblem(error);
  return failures < 2 && (status === 0 || status === 429 || status >= 500);
}

/** newQueryClient keeps what was read for a few seconds, so that pages that need the same ask once. */
export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 5_000, retry: again }, mutations: { retry: false } },
  });
}
