import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiURL, headers } from '../api/client';
import { asProblem, Problem, problemOf } from '../api/problem';

/** What somebody offers who wants in: an admin key, or the one-time code of a link. */
export type Credential = { key: string } | { code: string };

/** Session is who is signed in, by which key, and what the key may. */
export interface Session {
  account: { id: string; name: string };
  scopes: string[];
  key: { id: string; name: string };
  expiresAt?: string;
}

export const sessionKey = ['session'] as const;

async function ask(method: 'GET' | 'POST' | 'DELETE', credential?: Credential): Promise<Session> {
  const body = credential && JSON.stringify(credential);
  const json: Record<string, string> = body ? { 'Content-Type': 'application/json' } : {};
  const response = await fetch(apiURL('/session'), { method, body, headers: { ...headers, ...json } }).catch((error: unknown) => {
    throw asProblem(error);
  });
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? (undefined as never) : ((await response.json()) as Session);
}

/** useSession is who is signed in; null is nobody. */
export function useSession() {
  return useQuery({
    queryKey: sessionKey,
    staleTime: 60_000,
    queryFn: async () => {
      try {
        return await ask('GET');
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
    mutationFn: (credential: Credential) => ask('POST', credential),
    onSuccess: (session) => {
      client.setQueryData(sessionKey, session);
      return client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
    },
  });
}

/** useSignOut ends the session and forgets what was read in it. */
export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => ask('DELETE'),
    onSuccess: () => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
      client.setQueryData(sessionKey, null);
    },
  });
}
