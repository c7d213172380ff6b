import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '../../api/account';
import { connectionsKey, createClient, createSecret, deleteClient, endSecret, type Client } from '../../api/connections';
import { Confirm } from '../../common/confirm';
import { SecretDialog } from '../../common/secret';
import { Lifetime, usualDays } from './lifetime';

interface DialogProps {
  id: string;
  close: () => void;
}

/** useAct does something to the clients of a connection, and has everything of it read again. */
function useAct<T>(act: () => Promise<T>, done?: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    gcTime: 0,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: connectionsKey });
      done?.();
    },
  });
}

/** MakeClient makes a client, and shows its first secret once. */
export function MakeClient({ id, close }: DialogProps) {
  const { t } = useTranslation('connections');
  const [name, setName] = useState('');
  const [days, setDays] = useState(usualDays);
  const make = useAct(() => createClient(id, name.trim(), days));
  if (make.data) return <Made client={make.data.id} secret={make.data.clientSecret ?? ''} close={close} />;
  return (
    <Confirm title={t('client.make')} action={t('client.make')} pending={make.isPending} error={make.error} confirm={() => make.mutate()} cancel={close}>
      {t('client.makeText')}
      <FormField label={t('column.name')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <Lifetime days={days} set={setDays} />
    </Confirm>
  );
}

/** MakeSecret makes another secret of a client, for rotation: the ones before go on. */
export function MakeSecret({ id, client, close }: DialogProps & { client: Client }) {
  const { t } = useTranslation('connections');
  const [days, setDays] = useState(usualDays);
  const make = useAct(() => createSecret(id, client.id, days));
  if (make.data) return <Made client={client.id} secret={make.data.clientSecret} close={close} />;
  return (
    <Confirm title={t('client.secretOf', { name: client.name })} action={t('client.secret')} pending={make.isPending} error={make.error} confirm={() => make.mutate()} cancel={close}>
      {t('client.secretText')}
      <Lifetime days={days} set={setDays} />
    </Confirm>
  );
}

function Made({ client, secret, close }: { client: string; secret: string; close: () => void }) {
  const { t } = useTranslation('connections');
  const address = useQuery(accountQuery()).data?.tokenUrl;
  const values = [
    { label: t('client.secretWord'), value: secret },
    { label: t('client.id'), value: client },
    ...(address ? [{ label: t('client.tokenUrl'), value: address }] : []),
  ];
  return <SecretDialog title={t('client.made')} text={t('client.madeText')} values={values} close={close} />;
}

/** DeleteClient asks before a client goes: its access tokens end at once. */
export function DeleteClient({ id, client, close }: DialogProps & { client: Client }) {
  const { t } = useTranslation('connections');
  const remove = useAct(() => deleteClient(id, client.id), close);
  return (
    <Confirm title={t('client.deleteOf', { name: client.name })} action={t('client.delete')} typed={client.name} pending={remove.isPending} error={remove.error} confirm={() => remove.mutate()} cancel={close}>
      {t('client.deleteText')}
    </Confirm>
  );
}

/** EndSecret asks before a secret ends, with the access tokens given for it. */
export function EndSecret({ id, client, secret, close }: DialogProps & { client: Client; secret: string }) {
  const { t } = useTranslation('connections');
  const end = useAct(() => endSecret(id, client.id, secret), close);
  return (
    <Confirm title={t('client.endOf', { name: client.name })} action={t('client.end')} typed={client.name} pending={end.isPending} error={end.error} confirm={() => end.mutate()} cancel={close}>
      {t('client.endText')}
    </Confirm>
  );
}
