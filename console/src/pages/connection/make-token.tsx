import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountQuery } from '../../api/account';
import { connectionsKey, createToken, type Token } from '../../api/connections';
import { useMay } from '../../app/session';
import { Confirm } from '../../common/confirm';
import { SecretDialog } from '../../common/secret';
import { Lifetime, usualDays } from './lifetime';

/** Tokens of a connection that may be live at once. */
const most = 2;

interface MakeTokenProps {
  id: string;
  tokens: Token[];
  /** Whether no request has ever come: nothing is rotated then, whatever tokens there are. */
  unheard?: boolean;
}

/** MakeToken makes a SCIM token, shown once; the second is for rotation, while the first goes on. */
export function MakeToken({ id, tokens, unheard = false }: MakeTokenProps) {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  const [open, setOpen] = useState(false);
  const live = tokens.filter((token) => token.notice !== 'expired');
  const rotates = live.length > 0 && !unheard;
  const reason = !may ? t('mayNot') : live.length >= most ? t('token.enough') : undefined;
  return (
    <>
      <Button variant={rotates ? 'normal' : 'primary'} disabled={!!reason} disabledReason={reason} onClick={() => setOpen(true)}>{rotates ? t('token.rotate') : t('token.make')}</Button>
      {open && <MakeDialog id={id} rotating={rotates} close={() => setOpen(false)} />}
    </>
  );
}

function MakeDialog({ id, rotating, close }: { id: string; rotating: boolean; close: () => void }) {
  const { t } = useTranslation('connections');
  const [rotates] = useState(rotating); // as it was when the dialog opened: the new token changes the number
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState(usualDays);
  const address = useQuery(accountQuery()).data?.scimUrl;
  const make = useMutation({ mutationFn: () => createToken(id, name.trim(), days), gcTime: 0, onSuccess: () => client.invalidateQueries({ queryKey: connectionsKey }) });
  if (make.data) return <SecretDialog title={t('token.made')} text={rotates ? t('token.rotated') : t('token.madeText')} values={[{ label: t('token.one'), value: make.data.token }, ...(address ? [{ label: t('guide.url'), value: address }] : [])]} close={close} />;
  return (
    <Confirm title={rotates ? t('token.rotate') : t('token.make')} action={t('token.make')} pending={make.isPending} error={make.error} confirm={() => make.mutate()} cancel={close}>
      {rotates ? t('token.rotateText') : t('token.makeText')}
      <FormField label={t('column.name')} description={t('token.nameText')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <Lifetime days={days} set={setDays} />
    </Confirm>
  );
}
