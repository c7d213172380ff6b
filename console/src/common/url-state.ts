import { useRouter, useRouterState } from '@tanstack/react-router';
import type { z } from 'zod';

/**
 * useURLState keeps filters, order, page and the open tab of a page in its address, so that going back works and a view can be sent to somebody.
 * The schema must accept anything, by defaults and catches: people edit addresses. What equals its default is left out.
 */
export function useURLState<S extends z.ZodObject>(schema: S): [z.infer<S>, (change: Partial<z.infer<S>>) => void] {
  const router = useRouter();
  const search = useRouterState({ select: (state) => state.location.searchStr });
  const read = () => schema.parse(Object.fromEntries(new URLSearchParams(search)));
  const state = read();
  const set = (change: Partial<z.infer<S>>) => {
    const usual = schema.parse({}) as Record<string, unknown>;
    const next = Object.entries({ ...state, ...change }).filter(([name, value]) => value !== undefined && value !== '' && value !== usual[name]);
    const query = new URLSearchParams(next.map(([name, value]) => [name, String(value)])).toString();
    router.history.replace(router.history.location.pathname + (query ? `?${query}` : ''));
  };
  return [state, set];
}
