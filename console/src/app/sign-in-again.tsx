import Modal from '@cloudscape-design/components/modal';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSignedOut } from '../api/client';
import { SignInForm } from './sign-in-form';

/** SignInAgain opens over the page when the session has ended: what was typed there stays. */
export function SignInAgain() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    onSignedOut(() => setOpen(true));
    return () => onSignedOut(() => {});
  }, []);
  return (
    <Modal visible={open} header={t('again.title')} onDismiss={() => setOpen(false)} closeAriaLabel={t('close')}>
      {open && <SignInForm hint={t('again.text')} done={() => setOpen(false)} />}
    </Modal>
  );
}
