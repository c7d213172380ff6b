import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface PlaceProps {
  name: string;
  position: number;
  count: number;
  move: (to: number) => void;
  close: () => void;
}

/** PlaceDialog moves a rule to a place by its number: in long lists nobody wants to drag. */
export function PlaceDialog({ name, position, count, move, close }: PlaceProps) {
  const { t } = useTranslation(['rules', 'common']);
  const [text, setText] = useState(String(position));
  const [wrong, setWrong] = useState(false);
  const to = Number(text);
  const submit = () => {
    if (!Number.isInteger(to) || to < 1 || to > count) return setWrong(true);
    if (to !== position) move(to);
    close();
  };
  return (
    <Modal
      visible
      header={t('rules:place.title', { name })}
      closeAriaLabel={t('common:close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={close}>{t('common:cancel')}</Button>
            <Button variant="primary" onClick={submit}>{t('rules:place.move')}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
        <FormField label={t('rules:place.label')} constraintText={t('rules:place.range', { count })} errorText={wrong ? t('rules:place.range', { count }) : undefined}>
          <Input type="number" inputMode="numeric" step={1} value={text} autoFocus onChange={({ detail }) => setText(detail.value)} />
        </FormField>
      </form>
    </Modal>
  );
}
