import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { catalogueKey, productsQuery, type SettingsTemplate } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { restoreSettingsTemplate, settingsVersionQuery } from '../../api/settings-templates';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';
import { Empty, Loaded } from '../../common/states';
import { differences, type Line } from './difference';
import type { Row } from './values';

interface RestoreProps {
  template: Versioned<SettingsTemplate>;
  version: number;
  blocked: string | undefined;
  restored: () => void;
  close: () => void;
}

/** Restore compares a saved version with what the template says now, and saves it as the next one. */
export function Restore({ template, version, blocked, restored, close }: RestoreProps) {
  const { t } = useTranslation('settings-templates');
  const client = useQueryClient();
  const query = useQuery(settingsVersionQuery(template.id, version));
  const restore = useMutation({
    mutationFn: () => restoreSettingsTemplate(template.id, version, template.etag),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: catalogueKey });
      showFlash({ type: 'success', content: t('restored', { version }) });
      close();
      restored();
    },
  });
  return (
    <Confirm title={t('restoreTitle', { version })} action={t('restore')} pending={restore.isPending} error={restore.error} blocked={query.data ? blocked : t('restoreWaits')} confirm={() => restore.mutate()} cancel={close}>
      {t('restoreText')}
      <Loaded query={query}>{(then) => <Differences lines={differences(template, then)} />}</Loaded>
    </Confirm>
  );
}

function Differences({ lines }: { lines: Line[] }) {
  const { t } = useTranslation('settings-templates');
  const products = useQuery(productsQuery()).data ?? [];
  const product = (key: string) => products.find((p) => p.key === key)?.name || key;
  const said = (row?: Row) => (!row ? t('unsaid') : row.kind === 'switch' ? t(row.value === 'true' ? 'on' : 'off') : row.value);
  return (
    <Table
      variant="embedded"
      items={lines}
      trackBy={(line) => JSON.stringify([line.product, line.feature])}
      wrapLines
      ariaLabels={{ tableLabel: t('differences') }}
      empty={<Empty title={t('noDifferences')} text={t('noDifferencesText')} />}
      columnDefinitions={[
        { id: 'feature', header: t('feature'), isRowHeader: true, minWidth: 140, cell: (line) => <span className="user-text">{product(line.product)} · {line.feature}</span> },
        { id: 'now', header: t('now'), minWidth: 100, cell: (line) => <span className="user-text">{said(line.now)}</span> },
        { id: 'then', header: t('then'), minWidth: 100, cell: (line) => <span className="user-text">{said(line.then)}</span> },
      ]}
    />
  );
}
