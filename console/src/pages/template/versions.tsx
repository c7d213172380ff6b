import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { catalogueKey } from '../../api/catalogue';
import { publishEmailTemplate, templateVersionsQuery } from '../../api/email-templates';
import { isStale } from '../../api/problem';
import { showFlash } from '../../app/flash';
import { useList, useNumber } from '../../common/numbers';
import { useWordsOf } from '../../common/problem-text';
import { Empty, ErrorState } from '../../common/states';
import { Time } from '../../common/time';
import { useLanguageName } from '../../outcome/language';

/** Versions is what was saved of a template, newest first; mails are written by one of them, which can be changed. */
export function Versions({ id, etag, blocked }: { id: string; etag: string; blocked: string | undefined }) {
  const { t } = useTranslation(['templates', 'common']);
  const number = useNumber();
  const list = useList();
  const languageName = useLanguageName();
  const words = useWordsOf();
  const client = useQueryClient();
  const query = useQuery(templateVersionsQuery(id));
  const versions = query.data ?? [];
  const publish = useMutation({
    mutationFn: (version: number) => publishEmailTemplate(id, version, etag),
    onSuccess: async (_, version) => {
      showFlash({ type: 'success', content: t('templates:published', { version }) });
      await client.invalidateQueries({ queryKey: catalogueKey });
    },
    onError: async (error) => {
      showFlash({ type: 'error', content: words(error) });
      if (isStale(error)) await client.invalidateQueries({ queryKey: catalogueKey }); // what is there now is shown
    },
  });
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <Table
      items={versions}
      trackBy={(v) => String(v.version)}
      wrapLines
      loading={query.isPending}
      loadingText={t('common:state.loading')}
      ariaLabels={{ tableLabel: t('templates:versions') }}
      empty={<Empty title={t('templates:noVersions')} text={t('templates:noVersionsText')} />}
      header={<Header variant="h2" counter={query.isPending ? undefined : `(${number(versions.length)})`} description={t('templates:versionsDescription')}>{t('templates:versions')}</Header>}
      columnDefinitions={[
        {
          id: 'version',
          header: t('templates:version'),
          isRowHeader: true,
          minWidth: 120,
          cell: (v) => (
            <>
              {number(v.version)} {v.live && <Badge color="green">{t('templates:live')}</Badge>}
            </>
          ),
        },
        { id: 'saved', header: t('templates:savedAt'), minWidth: 140, cell: (v) => (v.savedAt ? <Time at={v.savedAt} /> : '-') },
        { id: 'languages', header: t('templates:languages'), minWidth: 200, cell: (v) => list(v.languages.map(languageName)) },
        {
          id: 'action',
          header: t('templates:action'),
          minWidth: 150,
          cell: (v) =>
            v.live ? (
              '-'
            ) : (
              <Button variant="inline-link" ariaLabel={t('templates:publishNamed', { version: v.version })} disabled={!!blocked} disabledReason={blocked} loading={publish.isPending && publish.variables === v.version} onClick={() => publish.mutate(v.version)}>
                {t('templates:publish')}
              </Button>
            ),
        },
      ]}
    />
  );
}
