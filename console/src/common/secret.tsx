import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Value {
  label: string;
  value: string;
}

/** CopyField shows a text that is to be taken elsewhere: it can be selected, and a button copies it. */
export function CopyField({ label, value }: Value) {
  const { t } = useTranslation();
  return (
    <FormField
      label={label}
      stretch
      secondaryControl={
        <CopyToClipboard variant="button" copyButtonText={t('copy')} copyButtonAriaLabel={t('copyThing', { thing: label })} textToCopy={value} copySuccessText={t('copied')} copyErrorText={t('notCopied')} />
      }
    >
      <Input value={value} readOnly autoComplete={false} spellcheck={false} />
    </FormField>
  );
}

/** SecretDialog shows what can be seen once, with the focus on the button that copies it. */
export function SecretDialog({ title, text, values, close }: { title: string; text: string; values: Value[]; close: () => void }) {
  const { t } = useTranslation();
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => fields.current?.querySelector('button')?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <Modal visible header={title} closeAriaLabel={t('close')} onDismiss={close} footer={<Box float="right"><Button variant="primary" onClick={close}>{t('secret.done')}</Button></Box>}>
      <SpaceBetween size="m">
        <Alert type="warning">{t('secret.once')}</Alert>
        <Box>{text}</Box>
        <div ref={fields}>
          <SpaceBetween size="m">{values.map((value) => <CopyField key={value.label} {...value} />)}</SpaceBetween>
        </div>
      </SpaceBetween>
    </Modal>
  );
}
