import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { liveRulesQuery } from '../api/live';
import type { Rule } from '../api/rules';
import { href } from '../app/links';
import { useMay } from '../app/session';
import { saveCSV } from '../common/csv';
import { useNumber } from '../common/numbers';
import { ErrorState } from '../common/states';
import { UsedBy } from './used-by';

export type TemplateRef = Schema<'TemplateRef'>;

interface TemplatesTableProps {
  title: string;
  /** The page that one template is on, without its id. */
  path: string;
  query: UseQueryResult<TemplateRef[]>;
  uses: (rule: Rule, id: string) => boolean;
  more?: TableProps.ColumnDefinition<TemplateRef>[];
}

/** TemplatesTable lists templates of one kind with the rules that use them. There is always the default one. */
export function TemplatesTable({ title, path, query, uses, more = [] }: TemplatesTableProps) {
  const { t } = useTranslation(['catalogue', 'common']);
  const number = useNumber();
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  const templates = query.data ?? [];
  const nameOf = (one: TemplateRef) => (one.builtIn ? t('catalogue:template.default') : one.name);
  const csv = () => saveCSV([['id', 'name', 'builtIn'], ...templates.map((one) => [one.id, one.name, String(one.builtIn)])], `${path.slice(1)}.csv`);
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <Table
      items={templates}
      trackBy="id"
      wrapLines
      loading={query.isPending}
      loadingText={t('common:state.loading')}
      ariaLabels={{ tableLabel: title }}
      header={
        <Header counter={query.isPending ? undefined : `(${number(templates.length)})`} actions={<Button iconName="download" disabled={templates.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>
          {title}
        </Header>
      }
      columnDefinitions={[
        {
          id: 'name',
          header: t('catalogue:template.name'),
          isRowHeader: true,
          minWidth: 200,
          cell: (one) => (
            <>
              <Link href={href(`${path}/${one.id}`)}>
                <span className="user-text">{nameOf(one)}</span>
              </Link>{' '}
              {one.builtIn && <Badge>{t('catalogue:template.always')}</Badge>}
            </>
          ),
        },
        { id: 'rules', header: t('catalogue:template.usedBy'), minWidth: 260, cell: (one) => (one.builtIn ? t('catalogue:template.elsewise') : <UsedBy rules={rules.filter((rule) => uses(rule, one.id))} />) },
        ...more,
      ]}
    />
  );
}

/** AddTemplate leads to the form of a new one. */
export function AddTemplate({ text, path }: { text: string; path: string }) {
  const { t } = useTranslation();
  const may = useMay('write');
  const blocked = may ? undefined : t('state.forbidden.text', { scope: 'write' });
  return (
    <Button variant="primary" disabled={!!blocked} disabledReason={blocked} href={blocked ? undefined : href(`${path}/_new`)}>
      {text}
    </Button>
  );
}
