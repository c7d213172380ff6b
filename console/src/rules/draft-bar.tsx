import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../api/client';
import { discardDraft, rulesKey, type Draft } from '../api/rules';
import { showFlash } from '../app/flash';
import { href } from '../app/links';
import { pages } from '../app/pages';
import { Confirm } from '../common/confirm';
import { Changes } from './changes';

interface DraftBarProps {
  draft: Versioned<Draft>;
  blocked?: string;
}

/** DraftBar says that changes of rules are not live, which, and leads to what makes them live or takes them back. */
export function DraftBar({ draft, blocked }: DraftBarProps) {
  const { t } = useTranslation('rule');
  const [asking, setAsking] = useState(false);
  const count = draft.changes.length;
  const header = draft.stopped ? t('draft.stopped') : draft.auto ? t('draft.auto', { count }) : t('draft.title', { count });
  const previewable = pages.some((page) => page.path === '/preview');
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => setAsking(true)} disabled={!!blocked} disabledReason={blocked}>{t('draft.discard')}</Button>
      {previewable && <Button variant="primary" href={href('/preview')}>{t('draft.preview')}</Button>}
    </SpaceBetween>
  );
  return (
    <Alert type={draft.stopped ? 'warning' : 'info'} header={header} action={actions}>
      {draft.stopped?.detail ?? t('draft.text')}
      <ExpandableSection headerText={t('draft.show')}>
        <Changes changes={draft.changes} label={t('draft.list')} />
      </ExpandableSection>
      {asking && <Discard draft={draft} close={() => setAsking(false)} />}
    </Alert>
  );
}

function Discard({ draft, close }: { draft: Versioned<Draft>; close: () => void }) {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const discard = useMutation({
    mutationFn: () => discardDraft(draft.etag),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('draft.discarded') });
      await client.invalidateQueries({ queryKey: rulesKey });
      close();
    },
  });
  return (
    <Confirm title={t('draft.discardTitle')} action={t('draft.discard')} pending={discard.isPending} error={discard.error} confirm={() => discard.mutate()} cancel={close}>
      {t('draft.discardText')}
      <Changes changes={draft.changes} label={t('draft.list')} />
    </Confirm>
  );
}
