import Box from '@cloudscape-design/components/box';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { Controller, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { useList } from '../common/numbers';

export interface Choice {
  value: string;
  label: string;
  description?: string;
}

/** From how many on a list can be searched. */
const manyChoices = 10;

interface PickDialogProps {
  title: string;
  choices: Choice[];
  picked: string[];
  apply: (picked: string[]) => void;
  close: () => void;
}

/** PickDialog ticks things in a list; nothing is changed before Apply. */
function PickDialog({ title, choices, picked, apply, close }: PickDialogProps) {
  const { t } = useTranslation();
  const [ticked, setTicked] = useState(picked);
  const [text, setText] = useState('');
  const shown = choices.filter((choice) => choice.label.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
  const tick = (value: string, on: boolean) => setTicked(on ? [...ticked, value] : ticked.filter((other) => other !== value));
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={t('close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" onClick={close}>{t('cancel')}</Button>
            <Button variant="primary" formAction="none" onClick={() => { apply(ticked); close(); }}>{t('pick.apply')}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        {choices.length > manyChoices && (
          <TextFilter filteringText={text} filteringAriaLabel={t('field.filter')} filteringPlaceholder={t('field.filter')} filteringClearAriaLabel={t('field.clearFilter')} onChange={({ detail }) => setText(detail.filteringText)} />
        )}
        <div role="group" aria-label={title}>
          <SpaceBetween size="xs">
            {shown.map((choice) => (
              <Checkbox key={choice.value} checked={ticked.includes(choice.value)} description={choice.description} onChange={({ detail }) => tick(choice.value, detail.checked)}>
                {choice.label}
              </Checkbox>
            ))}
          </SpaceBetween>
        </div>
        {shown.length === 0 && <Box>{text ? t('state.noMatch') : t('field.noOptions')}</Box>}
      </SpaceBetween>
    </Modal>
  );
}

interface PickFieldProps<F extends FieldValues> {
  control: Control<F>;
  name: FieldPath<F>;
  label: string;
  description?: string;
  choices: Choice[];
}

/** PickField holds what was ticked in a list that opens over the form: a button says how many, and the names stand below it. */
export function PickField<F extends FieldValues>({ control, name, label, description, choices }: PickFieldProps<F>) {
  const { t } = useTranslation();
  const list = useList();
  const [open, setOpen] = useState(false);
  return (
    <Controller
      control={control}
      name={name}
      render={({ field, fieldState }) => {
        const picked = field.value as string[];
        const words = picked.length === 0 ? t('pick.none') : t('pick.some', { count: picked.length });
        return (
          <FormField label={label} description={description} errorText={fieldState.error?.message}>
            <SpaceBetween size="xs">
              <Button ref={field.ref as React.Ref<ButtonProps.Ref>} formAction="none" iconName="edit" ariaLabel={`${label}: ${words}`} onClick={() => setOpen(true)}>
                {words}
              </Button>
              {picked.length > 0 && <Box color="text-body-secondary">{list(picked.map((value) => choices.find((c) => c.value === value)?.label ?? value))}</Box>}
            </SpaceBetween>
            {open && <PickDialog title={label} choices={choices} picked={picked} apply={field.onChange} close={() => setOpen(false)} />}
          </FormField>
        );
      }}
    />
  );
}
