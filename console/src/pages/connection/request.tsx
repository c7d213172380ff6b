import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Exchange } from '../../api/connections';
import { Reference } from '../../common/states';
import { Time } from '../../common/time';

/** RequestDialog is one request whole, with secrets masked. */
export function RequestDialog({ request, close }: { request: Exchange; close: () => void }) {
  const { t } = useTranslation(['connections', 'common']);
  const headers = request.headers.map((h) => `${h.name}: ${h.value}`).join('\n');
  return (
    <Modal visible size="large" header={<span className="user-text">{request.method} {request.path}</span>} closeAriaLabel={t('common:close')} onDismiss={close} footer={<Box float="right"><Button variant="primary" onClick={close}>{t('common:close')}</Button></Box>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('connections:request.at'), value: <Time at={request.at} absolute /> },
            { label: t('connections:request.status'), value: request.scimType ? `${request.status} ${request.scimType}` : String(request.status) },
            { label: t('connections:request.agent'), value: <span className="user-text">{request.userAgent || '-'}</span> },
          ]}
        />
        {!!request.detail && <Box variant="p">{request.detail}</Box>}
        {!!request.query && <Text label={t('connections:request.query')} text={request.query} />}
        {headers !== '' && <Text label={t('connections:request.headers')} text={headers} />}
        <Body label={t('connections:request.body')} message={request.request} />
        <Body label={t('connections:request.answer')} message={request.answer} />
        <Reference id={request.id} />
      </SpaceBetween>
    </Modal>
  );
}

function Text({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <Box variant="code"><span className="payload">{text}</span></Box>
    </div>
  );
}

function Body({ label, message }: { label: string; message: Exchange['request'] }) {
  const { t } = useTranslation('connections');
  if (message.hidden) return <Text label={label} text={t('request.hidden')} />;
  if (!message.text) return null;
  return (
    <div>
      <Text label={label} text={pretty(message.text)} />
      {message.cut && <Box variant="small">{t('request.cut', { count: message.size })}</Box>}
    </div>
  );
}

/** pretty indents JSON; what was cut off stays as it is. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
