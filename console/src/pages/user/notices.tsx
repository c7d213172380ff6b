import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/users';
import { href } from '../../app/links';
import { Time } from '../../common/time';
import { useNames } from '../../outcome/names';
import { useCode } from '../../outcome/words';

/** Notices says what stands out about somebody: what fails first, each with its cure. */
export function Notices({ user }: { user: User }) {
  const { t } = useTranslation('user');
  return (
    <SpaceBetween size="s">
      {user.erasedAt && (
        <Alert type="info" header={t('notice.erased')}>
          {t('notice.erasedText')} <Time at={user.erasedAt} />
        </Alert>
      )}
      <Problems user={user} />
      {[...new Set(user.held.map((h) => h.hold))].map((hold) => (
        <Alert key={hold} type="warning" header={t('notice.held')} action={<Link href={href(`/holds?hold=${hold}`)}>{t('notice.toHold')}</Link>}>
          {t('notice.heldText')}
        </Alert>
      ))}
      {user.suspension && (
        <Alert type="info" header={t('notice.suspended')}>
          <Note at={user.suspension.at} note={user.suspension.note} />
        </Alert>
      )}
      {user.pin && (
        <Alert type="info" header={t('notice.pinned')}>
          <Note at={user.pin.at} note={user.pin.note} />
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Note({ at, note }: { at: string; note?: string }) {
  return (
    <span className="user-text">
      <Time at={at} />
      {note && <>: {note}</>}
    </span>
  );
}

/** Problems are what keeps somebody from what the rules give. */
function Problems({ user }: { user: User }) {
  const code = useCode();
  const names = useNames();
  return (
    <>
      {user.problems.map((p) => (
        <Alert key={[p.code, p.rule, p.slot, p.subject].join()} type="warning" header={code('problem', p.code)}>
          {code('remedy', p.code)}
          {p.code === 'out_of_seats' && p.subject && <div className="user-text">{names.product(p.subject)}</div>}
          {p.rule && <div className="user-text">{names.rule(p.rule)}</div>}
        </Alert>
      ))}
    </>
  );
}
