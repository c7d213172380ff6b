import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionsKey, createConnection, kinds, type Kind } from '../../api/connections';
import { href, useGo } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { Forbidden } from '../../common/states';

/** NewConnection asks which identity provider is to be joined; the guide follows on the connection's own page. */
export default function NewConnection() {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  return (
    <Page title={t('new.title')} description={t('new.description')} above={[{ text: t('title'), path: '/connections' }]}>
      {may ? <NewForm /> : <Forbidden scope="write" />}
    </Page>
  );
}

function NewForm() {
  const { t } = useTranslation(['connections', 'common']);
  const [kind, setKind] = useState<Kind>('entra');
  const [typed, setTyped] = useState<string>();
  const [missing, setMissing] = useState(false);
  const name = typed ?? t(`connections:kind.${kind}`);
  const field = useRef<InputProps.Ref>(null);
  const create = useCreate(kind, name.trim());
  const words = useWordsOf();
  const submit = () => {
    setMissing(!name.trim());
    if (name.trim()) create.mutate();
    else field.current?.focus();
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" href={href('/connections')}>{t('common:cancel')}</Button>
            <Button variant="primary" loading={create.isPending}>{t('connections:new.submit')}</Button>
          </SpaceBetween>
        }
      >
        <Container>
          <SpaceBetween size="l">
            <FormField label={t('connections:column.kind')} stretch>
              <Tiles value={kind} columns={3} items={kinds.map((value) => ({ value, label: t(`connections:kind.${value}`) }))} onChange={({ detail }) => setKind(detail.value as Kind)} />
            </FormField>
            <FormField label={t('connections:column.name')} description={t('connections:new.nameText')} errorText={missing && t('connections:new.needed')}>
              <Input ref={field} value={name} onChange={({ detail }) => setTyped(detail.value)} />
            </FormField>
            {create.error && <div role="alert"><Alert type="error">{words(create.error)}</Alert></div>}
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}

function useCreate(kind: Kind, name: string) {
  const client = useQueryClient();
  const go = useGo();
  return useMutation({
    mutationFn: () => createConnection({ kind, name }),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: connectionsKey });
      go(`/connections/${made.id}`);
    },
  });
}
