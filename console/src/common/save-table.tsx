import Button from '@cloudscape-design/components/button';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { showFlash } from '../app/flash';
import { useWordsOf } from './problem-text';

interface SaveTableProps {
  /** Saves the whole table; what it throws is said. */
  save: () => Promise<void> | void;
  /** There is nothing to save. */
  empty?: boolean;
}

/** SaveTable is the button that saves a table as CSV: all of it, also what is not on screen yet. */
export function SaveTable({ save, empty = false }: SaveTableProps) {
  const { t } = useTranslation();
  const words = useWordsOf();
  const saving = useMutation({ mutationFn: async () => save(), onError: (error) => void showFlash({ type: 'error', content: words(error) }) });
  return (
    <Button iconName="download" formAction="none" disabled={empty} loading={saving.isPending} onClick={() => saving.mutate()}>
      {t('downloadCsv')}
    </Button>
  );
}
