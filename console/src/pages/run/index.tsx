import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { cancelRun, isRunOver, readRun, runKey, type Run } from '../../api/runs';
import { showFlash } from '../../app/flash';
import { href, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { useFollow } from '../../common/follow';
import { useWordsOf } from '../../common/problem-text';
import { Loaded } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { shareOf } from '../runs/state';
import { Causes } from './causes';
import { Results } from './results';
import { RunSummary } from './summary';

const verdicts = ['changed', 'unchanged', 'failed', 'waiting', 'withheld', 'skipped'] as const;
const view = z.object({ tab: z.enum(['failures', 'all']).catch('failures').default('failures'), verdict: z.enum(verdicts).optional().catch(undefined) });

/** RunPage is one run: how far it is, what it found, and what failed by cause. */
export default function RunPage() {
  const { t } = useTranslation('runs');
  const id = useParam('id') ?? '';
  const query = useFollow({ key: runKey(id), read: (wait) => readRun(id, wait), over: isRunOver });
  const run = query.data;
  const going = run && !isRunOver(run);
  return (
    <Page
      title={run ? t('one', { kind: t(`kind.${run.kind}`) }) : t('title')}
      above={[{ text: t('title'), path: '/runs' }]}
      progress={going ? `${shareOf(run)} %` : undefined}
      actions={going && <Cancel run={run} />}
    >
      <Loaded query={query}>{(r) => <Detail run={r} />}</Loaded>
    </Page>
  );
}

function Detail({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const [state, setState] = useURLState(view);
  return (
    <SpaceBetween size="l">
      {run.hold && (
        <Alert type="warning" header={t('held')} action={<Link href={href(`/holds?hold=${run.hold}`)}>{t('toHold')}</Link>}>
          {t('heldText')}
        </Alert>
      )}
      <RunSummary run={run} />
      <Tabs
        ariaLabel={t('tabs')}
        activeTabId={state.tab}
        onChange={({ detail }) => setState({ tab: detail.activeTabId as 'failures' | 'all' })}
        tabs={[
          { id: 'failures', label: t('failures.title'), content: <Causes run={run} /> },
          { id: 'all', label: t('results.title'), content: <Results run={run} verdict={state.verdict} choose={(verdict) => setState({ verdict })} /> },
        ]}
      />
    </SpaceBetween>
  );
}

/** Cancel has a run end early; not one that brings rules to everybody. */
function Cancel({ run }: { run: Run }) {
  const { t } = useTranslation(['runs', 'common']);
  const may = useMay('write');
  const words = useWordsOf();
  const cancel = useMutation({
    mutationFn: () => cancelRun(run.id),
    onSuccess: () => void showFlash({ type: 'info', content: t('runs:canceling') }),
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  return (
    <Button loading={cancel.isPending} disabled={!!blocked || !!run.cancelRequestedAt} disabledReason={blocked ?? t('runs:canceling')} onClick={() => cancel.mutate()}>
      {t('runs:cancel')}
    </Button>
  );
}
