import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeConnection, connectionQuery, connectionsKey, connectionsQuery, createConnection, isWaiting, kinds, type Connection, type Kind } from '../../api/connections';
import { href, useGo } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { Forbidden, Loaded } from '../../common/states';

/** NewConnection asks which identity provider is to be joined; the guide follows on the connection's own page. */
export default function NewConnection() {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  const made = useQuery(connectionsQuery());
  return (
    <Page title={t('new.title')} description={t('new.description')} above={[{ text: t('title'), path: '/connections' }]}>
      {may ? <Loaded query={made}>{(list) => <NewForm waiting={list.length === 1 ? list.find(isWaiting) : undefined} />}</Loaded> : <Forbidden scope="write" />}
    </Page>
  );
}

function NewForm({ waiting }: { waiting?: Connection }) {
  const { t } = useTranslation(['connections', 'common']);
  const [kind, setKind] = useState<Kind>('entra');
  const [typed, setTyped] = useState<string>();
  const [second, setSecond] = useState(false);
  const [missing, setMissing] = useState(false);
  const name = typed ?? t(`connections:kind.${kind}`);
  const field = useRef<InputProps.Ref>(null);
  const connect = useConnect(kind, name.trim(), second ? undefined : waiting);
  const words = useWordsOf();
  const submit = () => {
    setMissing(!name.trim());
    if (name.trim()) connect.mutate();
    else field.current?.focus();
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" href={href('/connections')}>{t('common:cancel')}</Button>
            <Button variant="primary" loading={connect.isPending}>{t('connections:new.submit')}</Button>
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
            {waiting && (
              <Checkbox checked={!second} description={t('connections:new.useText')} onChange={({ detail }) => setSecond(!detail.checked)}>
                <span className="user-text">{t('connections:new.use', { name: waiting.name })}</span>
              </Checkbox>
            )}
            {connect.error && <div role="alert"><Alert type="error">{words(connect.error)}</Alert></div>}
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}

/** useConnect makes a connection, or has the one that waits serve the identity provider. */
function useConnect(kind: Kind, name: string, waiting?: Connection) {
  const client = useQueryClient();
  const go = useGo();
  const take = async (id: string) => {
    const { etag } = await client.fetchQuery({ ...connectionQuery(id), staleTime: 0 });
    return changeConnection(id, etag, { kind, name });
  };
  return useMutation({
    mutationFn: () => (waiting ? take(waiting.id) : createConnection({ kind, name })),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: connectionsKey });
      go(`/connections/${made.id}`);
    },
  });
}
