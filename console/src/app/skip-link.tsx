import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { takeTitle } from './page';

/** SkipLink is the first thing that the Tab key reaches: from it one gets past bar and navigation to the page. */
export function SkipLink() {
  const { t } = useTranslation();
  const follow = (event: MouseEvent) => {
    event.preventDefault(); // the address stays: going back does not stop here
    takeTitle();
  };
  return (
    <a className="skip-link" href="#page" onClick={follow}>
      {t('frame.skip')}
    </a>
  );
}
