import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Milliseconds within which an answer needs no announcement. */
const patience = 300;

/** useLate is true once something takes longer than anybody would not notice. */
export function useLate(): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return late;
}

/** Loading says that something is being read, once that takes a moment. */
export function Loading() {
  const { t } = useTranslation();
  const late = useLate();
  return (
    <div role="status" aria-live="polite">
      {late && (
        <Box textAlign="center" padding="xxl">
          <Spinner size="large" /> {t('state.loading')}
        </Box>
      )}
    </div>
  );
}
