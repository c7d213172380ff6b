import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { failuresKey, failuresQuery, retryFailure, type Failure } from '../../api/runs';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { useNumber } from '../../common/numbers';
import { useWordsOf } from '../../common/problem-text';
import { Empty, Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { CureLinks } from '../../outcome/cure-links';
import { useCode } from '../../outcome/words';
import { FailedUsers } from './users';

/** Failures is the board of what keeps people from what the rules give, by cause. */
export default function Failures() {
  const { t } = useTranslation(['failures', 'common']);
  const query = useQuery(failuresQuery());
  const may = useMay('write');
  const retry = useRetry();
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const none = query.data?.length === 0;
  return (
    <Page
      title={t('failures:title')}
      description={t('failures:description')}
      actions={!none && <Button disabled={!!blocked} disabledReason={blocked} loading={retry.isPending} onClick={() => retry.mutate(undefined)}>{t('failures:retryAll')}</Button>}
    >
      <Loaded query={query}>
        {(failures) =>
          failures.length === 0 ? (
            <Empty title={t('failures:empty.title')} text={t('failures:empty.text')} />
          ) : (
            <SpaceBetween size="l">
              {failures.map((f) => (
                <Cause key={f.code} failure={f} blocked={blocked} retry={() => retry.mutate(f.code)} />
              ))}
            </SpaceBetween>
          )
        }
      </Loaded>
    </Page>
  );
}

function useRetry() {
  const { t } = useTranslation('failures');
  const go = useGo();
  const client = useQueryClient();
  const words = useWordsOf();
  return useMutation({
    mutationFn: (code: string | undefined) => retryFailure(code),
    onSuccess: async (run) => {
      showFlash({ type: 'success', content: t('retrying') });
      go(`/runs/${run.id}`);
      await client.invalidateQueries({ queryKey: failuresKey });
    },
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
}

interface CauseProps {
  failure: Failure;
  blocked: string | undefined;
  retry: () => void;
}

/** Cause is one cause: how many it concerns, since when, its cure, and who they are. */
function Cause({ failure, blocked, retry }: CauseProps) {
  const { t } = useTranslation('failures');
  const code = useCode();
  const number = useNumber();
  const name = code('problem', failure.code);
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${number(failure.users)}${failure.more ? '+' : ''})`}
          description={code('remedy', failure.code)}
          actions={<Button disabled={!!blocked} disabledReason={blocked} ariaLabel={t('retryNamed', { cause: name })} onClick={retry}>{t('retry')}</Button>}
        >
          {name}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <div>
          {t('since')} <Time at={failure.firstSeen} /> · {t('last')} <Time at={failure.lastSeen} />
        </div>
        <CureLinks code={failure.code} label={t('cure')} />
        <ExpandableSection headerText={t('who')}>
          <FailedUsers code={failure.code} />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
