import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../api/client';
import { directoryKey, namedLike } from '../api/directory';
import { hasMailboxQuery } from '../api/mailbox';
import { rulesQuery } from '../api/rules';
import { usersKey } from '../api/users';
import { navigation } from '../app/pages';
import { useNames } from '../rules/names';
import { matching, type Hit } from './match';
import { recent } from './recent';

/** Section is hits of one kind. */
export interface Section {
  kind: 'recent' | 'pages' | 'rules' | 'users' | 'groups';
  hits: Hit[];
  /** It is still being looked for. */
  pending?: boolean;
  error?: unknown;
  retry?: () => void;
}

/** Milliseconds of quiet after which the server is asked. */
const quiet = 250;
/** Hits of one kind. */
const most = 5;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), quiet);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function usePages(): Hit[] {
  const { t } = useTranslation(['search', 'common']);
  const single = useQuery(hasMailboxQuery()).data ?? false;
  const more = [{ path: '/rules/new', text: t('newRule') }, { path: '/rules/versions', text: t('common:navigation.versions') }, { path: '/connections/new', text: t('newConnection') }];
  const lines = navigation.flatMap((section) => section.items.filter((item) => !item.where || single).map((item) => ({ path: item.path, text: t(`common:navigation.${item.label}`) })));
  return [...lines, ...more].map((page) => ({ ...page, id: `page-${page.path}` }));
}

function useRules(): { hits: Hit[]; query: UseQueryResult<unknown> } {
  const { t } = useTranslation(['search', 'rule']);
  const query = useQuery(rulesQuery());
  const rules = query.data?.items ?? [];
  const names = useNames(rules.map((rule) => rule.group ?? ''));
  const hits = rules.map((rule) => ({
    id: `rule-${rule.id}`,
    path: `/rules/${rule.id}`,
    text: rule.description || t('rule:numbered', { position: rule.position }),
    detail: t('rule', { position: rule.position, group: names.group(rule.group ?? '') }),
  }));
  return { hits, query };
}

/** useAsked asks the server for what has a text, once that stands still; more than `most` end in a line that leads to all of them. */
function useAsked(kind: 'users' | 'groups', text: string, ask: (text: string, signal: AbortSignal) => Promise<Hit[]>): Section {
  const { t } = useTranslation('search');
  const settled = useSettled(text);
  const query = useQuery({ queryKey: [...(kind === 'users' ? usersKey : directoryKey), 'search', settled], enabled: settled !== '', queryFn: ({ signal }) => ask(settled, signal), staleTime: 30_000, retry: false });
  const current = settled === text;
  const found = current ? (query.data ?? []) : [];
  const all: Hit = { id: `all-${kind}`, path: `/${kind}?text=${encodeURIComponent(text)}`, text: t(`all.${kind}`, { text }) };
  return {
    kind,
    hits: found.length > most ? [...found.slice(0, most), all] : found,
    pending: !current || query.isFetching,
    error: current && query.isError ? query.error : undefined,
    retry: () => void query.refetch(),
  };
}

async function askUsers(text: string, signal: AbortSignal): Promise<Hit[]> {
  const { items } = await data(api.GET('/users', { params: { query: { text, limit: most + 1 } }, signal }));
  return items.map((user) => ({ id: `user-${user.id}`, path: `/users/${user.id}`, text: user.displayName || user.userName, detail: user.displayName ? user.userName : undefined }));
}

async function askGroups(text: string, signal: AbortSignal): Promise<Hit[]> {
  const { items } = await data(api.GET('/directory/groups', { params: { query: { filter: namedLike(text), limit: most + 1 } }, signal }));
  return items.map((group) => ({ id: `group-${group.id}`, path: `/groups/${group.id}`, text: group.displayName }));
}

/** useSections is what there is for a text: pages and rules at once, users and directory groups once the server has answered. Without a text, what was opened last and all pages. */
export function useSections(typed: string): Section[] {
  const text = typed.trim();
  const pages = usePages();
  const rules = useRules();
  const users = useAsked('users', text, askUsers);
  const groups = useAsked('groups', text, askGroups);
  const [opened] = useState(recent);
  if (!text) {
    const last: Section = { kind: 'recent', hits: opened.map((hit) => ({ ...hit, id: `recent-${hit.id}` })) };
    return [last, { kind: 'pages', hits: pages }];
  }
  const { query } = rules;
  return [
    { kind: 'pages', hits: matching(pages, text, most) },
    { kind: 'rules', hits: matching(rules.hits, text, most), pending: query.isPending, error: query.isError ? query.error : undefined, retry: () => void query.refetch() },
    users,
    groups,
  ];
}
