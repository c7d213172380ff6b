import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { mailboxQuery } from '../../api/mailbox';
import { asProblem } from '../../api/problem';
import { Page } from '../../app/page';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { Empty } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { useLanguageName } from '../../outcome/language';
import { OpenMail } from './mail';

const view = z.object({ mail: z.string().catch('').default('') });

/** Mailbox is the mails that a server on a laptop would have sent; the one that is open is in the address. */
export default function Mailbox() {
  const { t } = useTranslation(['mailbox', 'common']);
  const languageName = useLanguageName();
  const [{ mail: open }, set] = useURLState(view);
  const query = useInfiniteQuery(mailboxQuery());
  const absent = query.isError && asProblem(query.error).status === 404;
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'at', 'to', 'subject', 'language', 'template'], ...(await whole(mailboxQuery())).map((m) => [m.id, m.at, m.to, m.subject, m.language, m.template])], 'mailbox.csv');
  return (
    <Page title={t('mailbox:title')} description={t('mailbox:description')}>
      {absent ? (
        <Empty title={t('mailbox:absent')} text={t('mailbox:absentText')} />
      ) : (
        <SpaceBetween size="l">
          {open && <OpenMail key={open} id={open} close={() => set({ mail: '' })} />}
          <PagedTable
            query={query}
            label={t('mailbox:title')}
            trackBy="id"
            empty={<Empty title={t('mailbox:empty')} text={t('mailbox:emptyText')} />}
            header={
              <ListHeader query={query} save={csv}>
                {t('mailbox:title')}
              </ListHeader>
            }
            columnDefinitions={[
              { id: 'subject', header: t('mailbox:subject'), isRowHeader: true, minWidth: 220, cell: (m) => <Button variant="inline-link" ariaLabel={t('mailbox:openNamed', { subject: m.subject, to: m.to })} onClick={() => set({ mail: m.id })}>{m.subject}</Button> },
              { id: 'to', header: t('mailbox:to'), minWidth: 200, cell: (m) => <span className="user-text">{m.to}</span> },
              { id: 'language', header: t('mailbox:language'), minWidth: 120, cell: (m) => languageName(m.language) },
              { id: 'at', header: t('mailbox:at'), minWidth: 140, cell: (m) => <Time at={m.at} /> },
            ]}
          />
        </SpaceBetween>
      )}
    </Page>
  );
}
