import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { directoryUserQuery } from '../../api/directory';
import type { User } from '../../api/users';
import { href } from '../../app/links';
import Link from '@cloudscape-design/components/link';
import { useNumber } from '../../common/numbers';
import { Time } from '../../common/time';
import { UserState } from '../../outcome/state';
import { useCode } from '../../outcome/words';

/** Summary is what is true of somebody now, at a glance. */
export function Summary({ user }: { user: User }) {
  const { t } = useTranslation('user');
  const number = useNumber();
  return (
    <Container header={<Header variant="h2">{t('summary.title')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('summary.state'), value: <UserState state={user.state} /> },
          { label: t('summary.mail'), value: <Mail user={user} /> },
          { label: t('summary.rules'), value: user.pending ? <StatusIndicator type="in-progress">{t('summary.pending')}</StatusIndicator> : t('summary.version', { version: number(user.rulesVersion) }) },
          { label: t('summary.groups'), value: <Groups user={user} /> },
        ]}
      />
    </Container>
  );
}

function Mail({ user }: { user: User }) {
  const code = useCode();
  const mail = user.welcomeMail as User['welcomeMail'] | null;
  if (!mail) return <>{code('mail', 'undecided')}</>;
  return (
    <>
      {code('mail', mail.state)}
      {mail.at && (
        <Box variant="small" display="block">
          <Time at={mail.at} />
        </Box>
      )}
    </>
  );
}

/** Groups are those that the identity provider has somebody in. */
function Groups({ user }: { user: User }) {
  const { t } = useTranslation('user');
  const person = useQuery(directoryUserQuery(user.directoryUserId)).data;
  if (!person) return <>-</>;
  if (!person.groups?.length) return <>{t('summary.noGroups')}</>;
  return (
    <ul className="plain">
      {person.groups.map((g) => (
        <li key={g.id} className="user-text">
          <Link href={href(`/groups/${g.id}`)}>{g.displayName}</Link> {!g.direct && t('summary.nested')}
        </li>
      ))}
    </ul>
  );
}
