import Link from '@cloudscape-design/components/link';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { versionsQuery } from '../../api/rules';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { Loaded } from '../../common/states';
import { useURLState } from '../../common/url-state';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Comparison } from './comparison';
import { VersionsTable } from './table';

const view = z.object({ revision: z.coerce.number().int().positive().optional().catch(undefined), with: z.enum(['live', 'draft']).catch('live').default('live') });

/** Versions is every revision of the rules that was live: compare one with today, and restore it. */
export default function Versions() {
  const { t } = useTranslation('versions');
  const [state, setState] = useURLState(view);
  const versions = useQuery(versionsQuery());
  return (
    <Page title={t('title')} description={t('description')} above={[{ text: t('rules'), path: '/rules' }]}>
      <Loaded query={versions}>
        {(items) => {
          const chosen = items.find((v) => v.revision === state.revision);
          return (
            <SpaceBetween size="l">
              <VersionsTable items={items} chosen={chosen} choose={(revision) => setState({ revision })} />
              {chosen && <Comparison key={chosen.revision} version={chosen} live={chosen === items[0]} compare={state.with} setCompare={(compare) => setState({ with: compare })} />}
              {items.length === 0 && <Link href={href('/rules')}>{t('toRules')}</Link>}
            </SpaceBetween>
          );
        }}
      </Loaded>
    </Page>
  );
}
