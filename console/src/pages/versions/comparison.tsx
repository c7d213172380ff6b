import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { comparedQuery, type Version } from '../../api/rules';
import { useMay } from '../../app/session';
import { Loaded } from '../../common/states';
import { Changes } from '../../rules/changes';
import { RestoreDialog } from './restore';

type With = 'live' | 'draft';

interface ComparisonProps {
  version: Version;
  /** Whether it is what is live today. */
  live: boolean;
  compare: With;
  setCompare: (compare: With) => void;
}

/** Comparison says what has changed since a revision, and offers to go back to it. */
export function Comparison({ version, live, compare, setCompare }: ComparisonProps) {
  const { t } = useTranslation(['versions', 'common']);
  const may = useMay('write');
  const [asking, setAsking] = useState(false);
  const { revision } = version;
  const compared = useQuery(comparedQuery(revision, compare));
  const blocked = !may ? t('common:state.forbidden.text', { scope: 'write' }) : live ? t('versions:isLive') : undefined;
  const restore = (
    <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setAsking(true)}>
      {t('versions:restore.action')}
    </Button>
  );
  return (
    <Container header={<Header variant="h2" actions={restore}>{t('versions:since', { revision })}</Header>}>
      <SpaceBetween size="m">
        <SegmentedControl
          label={t('versions:compareWith')}
          selectedId={compare}
          options={[{ id: 'live', text: t('versions:withLive') }, { id: 'draft', text: t('versions:withDraft') }]}
          onChange={({ detail }) => setCompare(detail.selectedId as With)}
        />
        <Loaded query={compared}>{(detail) => <Changes changes={detail.changes ?? []} label={t('versions:since', { revision })} />}</Loaded>
      </SpaceBetween>
      {asking && <RestoreDialog revision={revision} close={() => setAsking(false)} />}
    </Container>
  );
}
