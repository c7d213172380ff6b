import { useInfiniteQuery, useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { emailTemplatesQuery, productsQuery, settingsTemplatesQuery, userGroupsQuery } from '../api/catalogue';
import { groupQuery, groupsQuery } from '../api/directory';

/** Names turns the ids and keys in rules into what people call things. What is not known reads as its id; what is being read, as an ellipsis. */
export interface Names {
  group: (id: string) => string;
  product: (key: string) => string;
  userGroup: (id: string) => string;
  settingsTemplate: (id: string) => string;
  mail: (id: string) => string;
  language: (tag: string) => string;
}

interface Named {
  id: string;
  name?: string;
}

/** What stands for a name until it is there. */
const comes = '…';

const nameIn = ({ data, isPending }: { data?: Named[]; isPending: boolean }, id: string) => (isPending ? comes : (data?.find((item) => item.id === id)?.name ?? id));

/** useNames reads the names of everything that rules speak of; `groups` are the ids of the directory groups. */
export function useNames(groups: string[]): Names {
  const { i18n } = useTranslation();
  const list = useInfiniteQuery(groupsQuery());
  const first = list.data?.pages.flatMap((page) => page.items) ?? [];
  const known = new Map(first.map((group) => [group.id, group.displayName]));
  const missing = [...new Set(groups)].filter((id) => first.length > 0 && !known.has(id));
  const single = useQueries({ queries: missing.map((id) => ({ ...groupQuery(id), retry: false, staleTime: 300_000 })) });
  for (const { data } of single) if (data) known.set(data.id, data.displayName);
  const products = useQuery(productsQuery()).data;
  const userGroups = useQuery(userGroupsQuery());
  const settings = useQuery(settingsTemplatesQuery());
  const mails = useQuery(emailTemplatesQuery());
  const pending = list.isPending || single.some((query) => query.isPending);
  const languages = new Intl.DisplayNames(i18n.language, { type: 'language' });
  return {
    group: (id) => known.get(id) ?? (pending ? comes : id),
    product: (key) => products?.find((product) => product.key === key)?.name ?? key,
    userGroup: (id) => nameIn(userGroups, id),
    settingsTemplate: (id) => nameIn(settings, id),
    mail: (id) => nameIn(mails, id),
    language: (tag) => languages.of(tag) ?? tag,
  };
}
