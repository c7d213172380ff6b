import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Tabs from '@cloudscape-design/components/tabs';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiURL } from '../../api/client';
import { bounceMail, complainOfMail, mailQuery, type BounceKind, type MailHeader } from '../../api/mailbox';
import { showFlash } from '../../app/flash';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { Loaded } from '../../common/states';

/** OpenMail is one mail as HTML, as text, as it would travel, and what its headers say; it can be made to come back. */
export function OpenMail({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation(['mailbox', 'common']);
  const may = useMay('write');
  const words = useWordsOf();
  const query = useQuery(mailQuery(id));
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const back = useMutation({
    mutationFn: (what: string) => (what === 'complaint' ? complainOfMail(id) : bounceMail(id, what as BounceKind)),
    onSuccess: () => void showFlash({ type: 'success', content: t('mailbox:came') }),
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  return (
    <Loaded query={query}>
      {(mail) => (
        <Container
          header={
            <Header
              variant="h2"
              description={mail.to}
              actions={
                <SpaceBetween direction="horizontal" size="xs">
                  <ButtonDropdown
                    loading={back.isPending}
                    disabled={!!blocked}
                    disabledReason={blocked}
                    items={(['permanent', 'transient', 'suppressed', 'complaint'] as const).map((what) => ({ id: what, text: t(`mailbox:back.${what}`) }))}
                    onItemClick={({ detail }) => back.mutate(detail.id)}
                  >
                    {t('mailbox:comeBack')}
                  </ButtonDropdown>
                  <Button iconName="close" onClick={close}>{t('common:close')}</Button>
                </SpaceBetween>
              }
            >
              <span lang={mail.language} className="user-text">{mail.subject}</span>
            </Header>
          }
        >
          <Tabs
            ariaLabel={t('mailbox:parts')}
            tabs={[
              ...(mail.html ? [{ id: 'html', label: t('mailbox:html'), content: <iframe className="mail" sandbox="" title={t('mailbox:frame', { subject: mail.subject })} src={apiURL(`/mailbox/${id}/html`)} /> }] : []),
              { id: 'text', label: t('mailbox:text'), content: <Plain text={mail.text} label={t('mailbox:text')} /> },
              { id: 'source', label: t('mailbox:source'), content: <Plain text={mail.source} label={t('mailbox:source')} /> },
              { id: 'headers', label: t('mailbox:headers'), content: <Headers of={mail.headers} /> },
            ]}
          />
        </Container>
      )}
    </Loaded>
  );
}

function Plain({ text, label }: { text: string; label: string }) {
  return (
    <Box>
      <pre className="source" tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
    </Box>
  );
}

/** Headers are what stands before a mail, as it travels, one in a row. */
function Headers({ of }: { of: MailHeader[] }) {
  const { t } = useTranslation('mailbox');
  return (
    <Table
      variant="borderless"
      wrapLines
      items={of}
      ariaLabels={{ tableLabel: t('headers') }}
      columnDefinitions={[
        { id: 'name', header: t('headerName'), isRowHeader: true, minWidth: 160, cell: (one) => one.name },
        { id: 'value', header: t('headerValue'), minWidth: 200, cell: (one) => <span className="user-text">{one.value}</span> },
      ]}
    />
  );
}
