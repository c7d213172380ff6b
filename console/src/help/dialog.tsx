import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { apiURL } from '../api/client';
import { docsURL, versionQuery } from '../api/version';
import { apple } from '../app/shortcuts';

const keys = ['search', 'save', 'move', 'close'] as const;

/** Keys is what can be done by which keys; single letters do nothing. */
function Keys() {
  const { t } = useTranslation('help');
  const control = apple() ? '⌘' : t('control');
  return (
    <dl className="keys">
      {keys.map((key) => (
        <div key={key} className="pair">
          <dt>
            <kbd>{t(`keys.${key}`, { control })}</kbd>
          </dt>
          <dd>{t(`does.${key}`)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** HelpDialog says which keys there are, where the interfaces are described, and which version this is. */
export default function HelpDialog({ close }: { close: () => void }) {
  const { t } = useTranslation(['help', 'common']);
  const version = useQuery(versionQuery()).data;
  return (
    <Modal visible header={t('title')} closeAriaLabel={t('common:close')} onDismiss={close}>
      <SpaceBetween size="l">
        <SpaceBetween size="s">
          <Header variant="h3">{t('shortcuts')}</Header>
          <Keys />
        </SpaceBetween>
        <SpaceBetween size="s">
          <Header variant="h3">{t('documents')}</Header>
          <Link external href={docsURL()}>{t('apiDocs')}</Link>
          <Link external href={apiURL('/openapi.json')}>{t('openAPI')}</Link>
          <Link external href={apiURL('/rules/schema.json')}>{t('rulesSchema')}</Link>
        </SpaceBetween>
        {version && <Box color="text-body-secondary">{t('version', { version })}</Box>}
      </SpaceBetween>
    </Modal>
  );
}
