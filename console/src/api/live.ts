import { queryOptions } from '@tanstack/react-query';
import { api, versioned } from './client';
import { rulesKey } from './rules';

/** liveRulesQuery reads the rules that are in force, strongest first. */
export const liveRulesQuery = () =>
  queryOptions({ queryKey: [...rulesKey, 'live'], queryFn: () => versioned(api.GET('/rules', { params: { query: { version: 'live', limit: 1000 } } })) });
