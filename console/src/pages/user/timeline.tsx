import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { timelineQuery, type Event } from '../../api/users';
import { items, More } from '../../common/more';
import { Empty, ErrorState } from '../../common/states';
import { Loading } from '../../common/loading';
import { Time } from '../../common/time';
import { ChangeLines } from '../../outcome/change';
import { useNames } from '../../outcome/names';

/** Timeline is everything that happened to somebody, newest first. */
export function Timeline({ id }: { id: string }) {
  const { t } = useTranslation('user');
  const query = useInfiniteQuery(timelineQuery(id));
  const events = items(query.data);
  if (query.isPending) return <Loading />;
  if (query.isError && !query.data) return query.error.name === 'Problem' && (query.error as { status?: number }).status === 404 ? <Nothing /> : <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (events.length === 0) return <Nothing />;
  return (
    <SpaceBetween size="m">
      <ol className="plain timeline" aria-label={t('timeline.title')}>
        {events.map((event) => (
          <li key={event.id}>
            <Entry event={event} />
          </li>
        ))}
      </ol>
      <More query={query} />
    </SpaceBetween>
  );
}

function Nothing() {
  const { t } = useTranslation('user');
  return <Empty title={t('timeline.empty.title')} text={t('timeline.empty.text')} />;
}

function Entry({ event }: { event: Event }) {
  const { t } = useTranslation('user');
  const title = useTitle()(event);
  return (
    <Container>
      <SpaceBetween size="xs">
        <div>
          <strong>{title}</strong>{' '}
          <Box variant="span" color="text-body-secondary">
            <Time at={event.at} />
          </Box>
        </div>
        {event.changes && <ChangeLines change={event.changes} label={title} />}
        <Details event={event} />
        {event.note && <span className="user-text">{t('timeline.note', { note: event.note })}</span>}
      </SpaceBetween>
    </Container>
  );
}

/** useTitle says what happened. */
function useTitle(): (event: Event) => string {
  const { t, i18n } = useTranslation('user');
  return (event) => {
    const key = `timeline.kind.${event.kind.replaceAll('.', '-')}`;
    if (event.kind === 'outcome' && event.cause) return t(`timeline.cause.${event.cause as 'inputs'}`, { version: event.rulesVersion });
    return i18n.exists(key, { ns: 'user' }) ? t(key as 'timeline.kind.outcome') : event.kind;
  };
}

/** Details is what a kind of event has to say beside its title. */
function Details({ event }: { event: Event }) {
  const { t } = useTranslation('user');
  const names = useNames();
  const { grant, mail, language, holds } = event;
  return (
    <>
      {grant && <span className="user-text">{grant.product ? names.product(grant.product, grant.plan) : grant.userGroup ? names.value('userGroup', grant.userGroup) : names.value('role', grant.role?.kind)}</span>}
      {mail && <span>{t('timeline.mail', { template: names.value('welcomeMail', mail.template), language: names.value('language', mail.language) })}</span>}
      {!mail && language && <span>{names.value('language', language)}</span>}
      {holds?.map((h) => (
        <span key={h.hold + h.turn}>{t(`timeline.turn.${h.turn}`, { products: h.products.map((p) => names.product(p)).join(', ') || '-' })}</span>
      ))}
    </>
  );
}
