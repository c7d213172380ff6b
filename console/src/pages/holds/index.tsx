import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { holdsQuery } from '../../api/holds';
import { Page } from '../../app/page';
import { items, More } from '../../common/more';
import { ErrorState } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { HoldDetail } from './detail';
import { HoldsTable } from './table';

const states = ['open', 'approved', 'rejected', 'expired', 'void'] as const;
const view = z.object({ state: z.enum(['', ...states]).catch('').default(''), hold: z.string().optional().catch(undefined) });

/** Holds is what the guard stopped, and where it is decided: the newest that is open, unless another is chosen. */
export default function Holds() {
  const { t } = useTranslation('holds');
  const [state, set] = useURLState(view);
  const query = useInfiniteQuery(holdsQuery(state.state || undefined));
  const holds = items(query.data);
  const chosen = state.hold ?? holds.find((hold) => hold.state === 'open')?.id;
  return (
    <Page title={t('title')} description={t('description')}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SpaceBetween size="l">
          <HoldsTable holds={holds} loading={query.isPending} state={state.state} filter={(next) => set({ state: next as typeof state.state })} chosen={chosen} choose={(hold) => set({ hold })} />
          <More query={query} />
          {chosen && <HoldDetail key={chosen} id={chosen} />}
        </SpaceBetween>
      )}
    </Page>
  );
}
