import SpaceBetween from '@cloudscape-design/components/space-between';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { catalogueKey } from '../../api/catalogue';
import { createProduct } from '../../api/products';
import { showFlash } from '../../app/flash';
import { blank, bodyOf, keyFor, schemaOf, type Values } from '../../catalogue/product';
import { Confirm } from '../../common/confirm';
import { InputField, RadioField } from '../../form/fields';

/** NewProduct makes a product over the rule that is edited, which keeps what was typed in it. Plans and what belongs together are said on the product's own page. */
export default function NewProduct({ saved, close }: { saved: (key: string) => void; close: () => void }) {
  const { t } = useTranslation('products');
  const client = useQueryClient();
  const schema = useMemo(() => schemaOf(t as never), [t]);
  const form = useForm<Values>({ defaultValues: blank, resolver: zodResolver(schema) });
  const { control } = form;
  const [name, limited] = useWatch({ control, name: ['name', 'limited'] });
  const typed = !!form.formState.dirtyFields.key;
  useEffect(() => {
    if (!typed) form.setValue('key', keyFor(name));
  }, [form, name, typed]);
  const save = useMutation({
    mutationFn: (values: Values) => createProduct(bodyOf(values)),
    onSuccess: async (_, values) => {
      await client.invalidateQueries({ queryKey: catalogueKey });
      showFlash({ type: 'success', content: t('saved', { name: values.name }) });
      saved(values.key.trim());
      close();
    },
  });
  useEffect(() => {
    const frame = requestAnimationFrame(() => form.setFocus('name')); // after the dialog has given the focus to its first control
    return () => cancelAnimationFrame(frame);
  }, [form]);
  const submit = form.handleSubmit((values) => save.mutate(values));
  const enter = ({ detail }: { detail: { key: string } }) => void (detail.key === 'Enter' && !save.isPending && submit());
  return (
    <Confirm title={t('new')} action={t('add')} pending={save.isPending} error={save.error} confirm={() => void submit()} cancel={close}>
      <SpaceBetween size="l">
        <InputField control={control} name="name" label={t('name')} input={{ autoComplete: false, onKeyDown: enter }} />
        <InputField control={control} name="key" label={t('key')} description={t('keyDescription')} input={{ autoComplete: false, spellcheck: false, onKeyDown: enter }} />
        <RadioField control={control} name="limited" label={t('howMany')} items={[{ value: 'yes', label: t('limited') }, { value: 'no', label: t('unlimited') }]} />
        {limited === 'yes' && <InputField control={control} name="seats" label={t('seatsNumber')} input={{ inputMode: 'numeric', autoComplete: false, onKeyDown: enter }} />}
      </SpaceBetween>
    </Confirm>
  );
}
