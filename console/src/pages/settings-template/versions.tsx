import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SettingsTemplate } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { settingsVersionsQuery } from '../../api/settings-templates';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState } from '../../common/states';
import { Time } from '../../common/time';
import { Restore } from './restore';

/** Versions is what was saved of a settings template, newest first; each can be compared with what it says now, and restored. */
export function Versions({ template, blocked, restored }: { template: Versioned<SettingsTemplate>; blocked: string | undefined; restored: () => void }) {
  const { t } = useTranslation(['settings-templates', 'common']);
  const number = useNumber();
  const query = useQuery(settingsVersionsQuery(template.id));
  const [chosen, setChosen] = useState<number>();
  const versions = query.data ?? [];
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <Table
        items={versions}
        trackBy={(v) => String(v.version)}
        wrapLines
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        ariaLabels={{ tableLabel: t('versions') }}
        empty={<Empty title={t('noVersions')} text={t('noVersionsText')} />}
        header={<Header variant="h2" counter={query.isPending ? undefined : `(${number(versions.length)})`} description={t('versionsDescription')}>{t('versions')}</Header>}
        columnDefinitions={[
          { id: 'version', header: t('version'), isRowHeader: true, minWidth: 120, cell: (v) => <>{number(v.version)} {v.live && <Badge color="green">{t('current')}</Badge>}</> },
          { id: 'saved', header: t('savedAt'), minWidth: 140, cell: (v) => (v.savedAt ? <Time at={v.savedAt} /> : '-') },
          { id: 'name', header: t('name'), minWidth: 160, cell: (v) => <span className="user-text">{v.name}</span> },
          { id: 'action', header: t('action'), minWidth: 150, cell: (v) => (v.live ? '-' : <Button variant="inline-link" ariaLabel={t('compareNamed', { version: v.version })} onClick={() => setChosen(v.version)}>{t('compare')}</Button>) },
        ]}
      />
      {chosen !== undefined && <Restore template={template} version={chosen} blocked={blocked} restored={restored} close={() => setChosen(undefined)} />}
    </>
  );
}
