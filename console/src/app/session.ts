import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, data, type Schema } from '../api/client';
import { Problem } from '../api/problem';

/** What somebody offers who wants in: an admin key, or the one-time code of a link. */
export type Credential = { key: string } | { code: string };

/** Session is who is signed in, by which key, and what the key may. */
export type Session = Schema<'SessionView'>;

export const sessionKey = ['session'] as const;

/** useSession is who is signed in; null is nobody. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    staleTime: 60_000,
    queryFn: async () => {
      try {
        return await data(api.GET('/session'));
      } catch (error) {
        if (error instanceof Problem && error.status === 401) return null;
        throw error;
      }
    },
  });
}

/** useMay tells whether the one who is signed in has a scope; while nobody knows, not. */
export function useMay(scope: 'read' | 'write' | 'owner'): boolean {
  return useSession().data?.scopes.includes(scope) ?? false;
}

/** useSignIn signs in, and has everything read again: another account may be in now. */
export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (credential: Credential) => data(api.POST('/session', { body: credential })),
    onSuccess: (session) => {
      client.setQueryData(sessionKey, session);
      return client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    },
  });
}

/**
 * useLinkSignIn signs in by the one-time code of a link. The code is offered once, however often the page begins anew meanwhile: a second time it would be refused. It
 * belongs to what is known of the session, so that signing in does not have it asked again.
 */
export function useLinkSignIn(code: string) {
  const { mutateAsync } = useSignIn();
  return useQuery({
    queryKey: [...sessionKey, 'code', code],
    queryFn: () => mutateAsync({ code }),
    staleTime: Infinity,
    retry: false,
    retryOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** useSignOut ends the session and forgets what was read in it. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => data(api.DELETE('/session')),
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
      client.setQueryData(sessionKey, null);
    },
  });
}
