import Button from '@cloudscape-design/components/button';
import { useState, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { loadWords } from '../i18n';
import type { Namespace } from '../i18n/namespaces';
import { showFlash } from './flash';

/** Dialog is what is fetched when it is first opened. */
type Dialog = ComponentType<{ close: () => void }>;

/** useLater is a dialog that is fetched, with its words, when somebody first asks for it; where it cannot be had, a message says so. */
export function useLater(load: () => Promise<{ default: Dialog }>, ...words: Namespace[]) {
  const { t } = useTranslation();
  const [Shown, setShown] = useState<Dialog>();
  const open = () => {
    Promise.all([load(), loadWords(...words)]).then(
      ([module]) => setShown(() => module.default),
      () => showFlash({ id: 'later', type: 'error', header: t('newVersion.title'), content: t('newVersion.text'), action: <Button onClick={() => location.reload()}>{t('newVersion.reload')}</Button> }),
    );
  };
  return { open, dialog: Shown && <Shown close={() => setShown(undefined)} /> };
}
