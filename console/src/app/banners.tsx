import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery } from '../api/connections';
import { syncQuery } from '../api/sync';
import { lasting, useNow } from '../common/time';
import { endings, silent } from './connection-banners';
import { href } from './links';
import { pages } from './pages';
import { putAway, usePutAway } from './put-away';

type Banner = FlashbarProps.MessageDefinition;

/** reachable tells whether there is a page, so that no banner leads nowhere. */
const reachable = (path: string) => pages.some((page) => page.path === path.split('?')[0]);

/** useBanners is what everybody must know who looks at any page: sync is off, something is stopped, no mails go out, a directory is silent or soon shut out. */
export function useBanners(): Banner[] {
  return [...useSyncBanners(), ...useConnectionBanners()];
}

function useSyncBanners(): Banner[] {
  const { t } = useTranslation();
  const sync = useQuery(syncQuery()).data;
  if (!sync) return [];
  const banners: Banner[] = [];
  const add = (id: string, type: Banner['type'], header: string, content: string, link?: [path: string, text: string]) =>
    banners.push({
      id,
      type,
      header,
      content,
      statusIconAriaLabel: t(`status.${type ?? 'info'}`),
      action: link && reachable(link[0]) ? <Button href={href(link[0])}>{link[1]}</Button> : undefined,
    });
  const switching = sync.switching as typeof sync.switching | null; // the document does not say that it can be null
  const look: [string, string] | undefined = switching?.planId ? [`/preview?plan=${switching.planId}`, t('banner.switching.look')] : undefined;
  if (switching?.stopped) add('switching', 'warning', t('banner.switching.stopped'), switching.stopped.detail, look);
  else if (switching) add('switching', 'info', t('banner.switching.title'), t('banner.switching.text'), look);
  else if (!sync.enabled) add('sync-off', 'warning', t('banner.off.title'), t('banner.off.text'), ['/rules', t('banner.off.action')]);
  if (sync.holds.length > 0) {
    const users = sync.holds.reduce((sum, hold) => sum + hold.users, 0);
    add('held', 'warning', t('banner.held.title', { count: sync.holds.length }), t('banner.held.text', { count: users }), ['/holds', t('banner.held.action')]);
  }
  const circuit = sync.mailCircuit as typeof sync.mailCircuit | null; // the document does not say that it can be null
  if (circuit) add('mail-circuit', 'warning', t('banner.circuit.title'), t(`banner.circuit.${circuit.reason}`));
  if (sync.enabled && !sync.mail) add('mail-off', 'info', t('banner.mail.title'), t('banner.mail.text'), ['/settings', t('banner.mail.action')]);
  return banners;
}

function useConnectionBanners(): Banner[] {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const isAway = usePutAway();
  const connections = useQuery(connectionsQuery()).data ?? [];
  const time = (seconds: number) => lasting(seconds, i18n.language);
  const button = (path: string, text: string) => <Button href={href(path)}>{text}</Button>;
  return [
    ...silent(connections).map(
      ({ id, name, silence }): Banner => ({
        id: `silent-${id}`,
        type: 'warning',
        header: t('banner.silent.title', { name, time: time((now - Date.parse(silence.since)) / 1000) }),
        content: [silence.usualSeconds ? t('banner.silent.usual', { time: time(silence.usualSeconds) }) : '', t('banner.silent.text')].join(' ').trim(),
        statusIconAriaLabel: t('status.warning'),
        action: button(`/connections/${id}`, t('banner.silent.action')),
      }),
    ),
    ...endings(connections)
      .filter(({ id }) => !isAway(id))
      .map(
        ({ id, connection, name, days, over }): Banner => ({
          id,
          type: over ? 'error' : 'warning',
          header: over ? t('banner.ends.over', { name, connection: connection.name }) : t('banner.ends.soon', { name, connection: connection.name, count: days }),
          content: t(over ? 'banner.ends.overText' : 'banner.ends.text'),
          statusIconAriaLabel: t(over ? 'status.error' : 'status.warning'),
          action: button(`/connections/${connection.id}?tab=tokens`, t('banner.ends.action')),
          dismissible: true,
          dismissLabel: t('frame.dismiss'),
          onDismiss: () => putAway(id),
        }),
      ),
  ];
}
