import Box from '@cloudscape-design/components/box';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Hit } from './match';
import type { Section } from './use-sections';

/** listId is the list's id in the document, and optionId that of a hit in it. */
export const listId = 'search-results';
export const optionId = (hit: Hit) => `search-${hit.id}`;

interface ResultsProps {
  sections: Section[];
  active?: Hit;
  open: (hit: Hit) => void;
  point: (hit: Hit) => void;
}

/** Results are the hits under the names of their kinds. The field above has the focus and says which is the active one. */
export function Results({ sections, active, open, point }: ResultsProps) {
  const { t } = useTranslation('search');
  useEffect(() => {
    if (active) document.getElementById(optionId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active?.id]);
  return (
    <div id={listId} className="hits" role="listbox" aria-label={t('results')}>
      {sections.map(({ kind, hits }) => (
        <div key={kind} role="group" aria-label={t(`kind.${kind}`)}>
          <div aria-hidden="true">
            <Box variant="small" color="text-body-secondary" fontWeight="bold" padding={{ horizontal: 's', top: 's', bottom: 'xxs' }} display="block">
              {t(`kind.${kind}`)}
            </Box>
          </div>
          {hits.map((hit) => (
            <div key={hit.id} id={optionId(hit)} className="hit" role="option" aria-selected={hit.id === active?.id} onMouseMove={() => point(hit)} onMouseDown={(event) => event.preventDefault()} onClick={() => open(hit)}>
              <div className="user-text">{hit.text}</div>
              {hit.detail && (
                <Box variant="small" color="inherit" display="block">
                  <span className="user-text">{hit.detail}</span>
                </Box>
              )}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}
