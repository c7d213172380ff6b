import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '../app/links';
import { useNumber } from '../common/numbers';
import { useWordsOf } from '../common/problem-text';
import type { Hit } from './match';
import { remember } from './recent';
import { listId, optionId, Results } from './results';
import { useSections, type Section } from './use-sections';

/** How far each key goes in the list; the ends join. */
const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** Said is where the search stands, in a sentence. */
function Said({ sections, text }: { sections: Section[]; text: string }) {
  const { t } = useTranslation(['search', 'common']);
  const number = useNumber();
  const count = sections.reduce((sum, section) => sum + section.hits.length, 0);
  const said = () => {
    if (!text) return t('hint');
    if (sections.some((section) => section.pending)) return <StatusIndicator type="loading">{t('searching')}</StatusIndicator>;
    if (count > 0) return t('found', { count, number: number(count) });
    return sections.some((section) => section.error) ? null : t('nothing', { text });
  };
  return (
    <div role="status">
      <Box color="text-body-secondary">
        <span className="user-text">{said()}</span>
      </Box>
    </div>
  );
}

/** Failed says what could not be searched, and tries again. */
function Failed({ sections }: { sections: Section[] }) {
  const { t } = useTranslation(['search', 'common']);
  const words = useWordsOf();
  const failed = sections.filter((section) => section.error);
  if (failed.length === 0) return null;
  const retry = () => failed.forEach((section) => section.retry?.());
  return (
    <div role="alert">
      <Alert type="error" header={t('failed')} action={<Button onClick={retry}>{t('common:state.retry')}</Button>}>
        {words(failed[0]?.error)}
      </Alert>
    </div>
  );
}

/** SearchDialog finds people, directory groups, rules and pages, and opens one. Show it while it is open, and no longer. */
export default function SearchDialog({ close }: { close: () => void }) {
  const { t } = useTranslation(['search', 'common']);
  const go = useGo();
  const field = useRef<InputProps.Ref>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState('');
  const sections = useSections(text).filter((section) => section.hits.length > 0 || section.pending || section.error);
  const shown = sections.filter((section) => section.hits.length > 0);
  const hits = shown.flatMap((section) => section.hits);
  const active = hits.find((hit) => hit.id === chosen) ?? (text.trim() ? hits[0] : undefined);
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus()); // after the dialog has given the focus to its first control
    return () => cancelAnimationFrame(frame);
  }, []);
  const open = (hit: Hit) => {
    remember({ ...hit, id: hit.id.replace(/^(recent-)+/, '') });
    close();
    go(hit.path);
  };
  const press: InputProps['onKeyDown'] = (event) => {
    const { key, isComposing } = event.detail;
    if (isComposing) return;
    const step = steps[key];
    if (key === 'Enter' && active) {
      event.preventDefault();
      open(active);
    } else if (step && hits.length > 0) {
      event.preventDefault();
      const at = active ? hits.indexOf(active) : step > 0 ? -1 : 0;
      setChosen(hits[(at + step + hits.length) % hits.length]?.id ?? '');
    }
  };
  return (
    <Modal visible position="top" header={t('title')} closeAriaLabel={t('common:close')} onDismiss={close}>
      <SpaceBetween size="s">
        <Input
          ref={field}
          type="search"
          value={text}
          placeholder={t('placeholder')}
          ariaLabel={t('placeholder')}
          clearAriaLabel={t('common:field.clearFilter')}
          autoComplete={false}
          spellcheck={false}
          disableBrowserAutocorrect
          nativeInputAttributes={{ role: 'combobox', 'aria-expanded': hits.length > 0, 'aria-controls': hits.length > 0 ? listId : undefined, 'aria-autocomplete': 'list', 'aria-activedescendant': active && optionId(active), maxLength: 200 }}
          onChange={({ detail }) => {
            setText(detail.value);
            setChosen('');
          }}
          onKeyDown={press}
        />
        <Said sections={sections} text={text.trim()} />
        <Failed sections={sections} />
        {hits.length > 0 && <Results sections={shown} active={active} open={open} point={(hit) => setChosen(hit.id)} />}
      </SpaceBetween>
    </Modal>
  );
}
