import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '../../api/account';
import { kindOf, tokensQuery, type Connection } from '../../api/connections';
import { syncQuery } from '../../api/sync';
import { href } from '../../app/links';
import { CopyField } from '../../common/secret';
import { Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { MakeToken } from './make-token';

/** Guide leads through what is to be done at the identity provider, and sees when its first request comes. */
export function Guide({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const kind = kindOf(connection);
  return (
    <SpaceBetween size="l">
      <Step title={t('guide.open')}>
        <Box variant="p">{t(`idp.${kind}.where`)}</Box>
      </Step>
      <Step title={t('guide.address')}>
        <Box variant="p">{t(`idp.${kind}.address`)}</Box>
        <Address />
      </Step>
      <Step title={t('guide.token')}>
        <TokenStep connection={connection} />
      </Step>
      <Step title={t('guide.groups')}>
        <Box variant="p">{t(`idp.${kind}.groups`)}</Box>
      </Step>
      <Step title={t('guide.first')}>
        <First connection={connection} />
      </Step>
    </SpaceBetween>
  );
}

function Step({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Container header={<Header variant="h2">{title}</Header>}>
      <SpaceBetween size="s">{children}</SpaceBetween>
    </Container>
  );
}

/** onThisMachine reports whether an address leads nowhere from another machine. */
const onThisMachine = (address: string) => /^(localhost|127\..*|\[::1\])$/.test(new URL(address).hostname);

/** Address is where SCIM is served, which need not be where the console is. */
function Address() {
  const { t } = useTranslation('connections');
  return (
    <Loaded query={useQuery(accountQuery())}>
      {({ scimUrl }) => (
        <SpaceBetween size="s">
          <CopyField label={t('guide.url')} value={scimUrl} />
          {onThisMachine(scimUrl) && <Alert type="warning">{t('guide.near')}</Alert>}
        </SpaceBetween>
      )}
    </Loaded>
  );
}

function TokenStep({ connection: { id, firstRequestAt } }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const tokens = useQuery(tokensQuery(id)).data ?? [];
  return (
    <SpaceBetween size="s">
      <Box variant="p">{tokens.length === 0 ? t('guide.tokenText') : t('guide.tokenThere', { count: tokens.length })}</Box>
      <SpaceBetween direction="horizontal" size="xs">
        <MakeToken id={id} tokens={tokens} unheard={!firstRequestAt} />
        {tokens.length > 0 && <Button href={href(`/connections/${id}?tab=tokens`)}>{t('guide.tokens')}</Button>}
      </SpaceBetween>
    </SpaceBetween>
  );
}

/** How often people are counted while somebody watches them come, in milliseconds. */
const soon = 3_000;

/** First waits for the first request, and says what comes next once it is there. */
function First({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const users = useQuery({ ...syncQuery(), refetchInterval: soon }).data?.users ?? 0;
  return (
    <div role="status" aria-live="polite">
      {connection.firstRequestAt ? (
        <SpaceBetween size="s">
          <Alert type="success" header={<><span>{t('guide.arrived')}</span> (<Time at={connection.firstRequestAt} />)</>}>
            {users === 0 ? t('guide.nobody') : t('guide.people', { count: users })}
          </Alert>
          <SpaceBetween direction="horizontal" size="xs">
            <Button href={href(`/connections/${connection.id}?tab=requests`)}>{t('tab.requests')}</Button>
            <Button href={href('/groups')}>{t('guide.seeGroups')}</Button>
            <Button variant="primary" href={href('/rules/new')}>{t('guide.createRule')}</Button>
          </SpaceBetween>
        </SpaceBetween>
      ) : (
        <SpaceBetween size="xs">
          <StatusIndicator type="in-progress">{t('guide.waiting')}</StatusIndicator>
          <Box color="text-body-secondary">{t('guide.waitingText')}</Box>
        </SpaceBetween>
      )}
    </div>
  );
}
