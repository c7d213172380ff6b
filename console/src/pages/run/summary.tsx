import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import { isRunOver, type Run } from '../../api/runs';
import { useNumber } from '../../common/numbers';
import { Time } from '../../common/time';
import { RunState, shareOf } from '../runs/state';

const counts = ['changed', 'failed', 'waiting', 'withheld', 'skipped', 'drift'] as const;

/** RunSummary is the numbers of a run, live while it goes on. */
export function RunSummary({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const number = useNumber();
  const over = isRunOver(run);
  return (
    <Container header={<Header variant="h2">{t('summary')}</Header>}>
      <SpaceBetween size="m">
        {!over && (
          <ProgressBar
            value={shareOf(run)}
            label={t('state.running')}
            additionalInfo={t('progress', { done: number(run.done), planned: number(run.planned) })}
            description={run.etaSeconds === null ? undefined : t('eta', { seconds: number(run.etaSeconds) })}
          />
        )}
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('column.state'), value: <RunState run={run} /> },
            { label: t('column.started'), value: <Time at={run.startedAt} /> },
            { label: t('column.finished'), value: run.finishedAt ? <Time at={run.finishedAt} /> : '-' },
            { label: t('count.planned'), value: number(run.planned) },
            ...counts.filter((name) => name === 'changed' || name === 'failed' || run[name] > 0).map((name) => ({ label: t(`count.${name}`), value: number(run[name]) })),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
