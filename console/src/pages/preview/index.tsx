import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { plansQuery, startPlan, type Plan, type Show } from '../../api/plans';
import { draftQuery, type Draft } from '../../api/rules';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { useOnce } from '../../common/once';
import { Empty, ErrorState, Loaded } from '../../common/states';
import { Loading } from '../../common/loading';
import { useURLState } from '../../common/url-state';
import { PlanDetail } from './plan';

const shows = ['gaining', 'losing', 'everything', 'suspended', 'restored', 'new', 'waiting', 'admins', 'mails', 'failing'] as const satisfies Show[];
const view = z.object({ plan: z.string().optional().catch(undefined), show: z.enum(shows).optional().catch(undefined), product: z.string().optional().catch(undefined) });

/** View is what of which plan is looked at, as it is in the address. */
export type View = z.infer<typeof view>;

/** Preview is what a change would make of everybody, before it is made. */
export default function Preview() {
  const { t } = useTranslation('preview');
  const [state, setState] = useURLState(view);
  const draft = useQuery(draftQuery());
  const plans = useQuery({ ...plansQuery(), enabled: !state.plan });
  return (
    <Page title={t('title')} description={t('description')} above={[{ text: t('rules'), path: '/rules' }]}>
      {state.plan ? (
        <PlanDetail key={state.plan} id={state.plan} view={state} set={setState} />
      ) : (
        <Loaded query={draft}>{(d) => <Loaded query={plans}>{(list) => <Begin draft={d} plans={list} choose={(plan) => setState({ plan })} />}</Loaded>}</Loaded>
      )}
    </Page>
  );
}

interface BeginProps {
  draft: Draft;
  plans: Plan[];
  choose: (plan: string) => void;
}

/** ofDraft tells that a plan is of the draft as it stands, and of nothing besides. */
const ofDraft = (plan: Plan, draft: Draft) => plan.draftRevision === draft.revision && Object.values(plan.change ?? {}).every((v) => v === undefined || v === null) && plan.detail === 'full' && (plan.state === 'planning' || plan.state === 'ready');

/** Begin goes on with the plan of the draft, or has one made; without a draft there is nothing to preview. */
function Begin({ draft, plans, choose }: BeginProps) {
  const { t } = useTranslation('preview');
  const known = draft.exists ? plans.find((plan) => ofDraft(plan, draft)) : undefined;
  const start = useMutation({ mutationFn: () => startPlan(), onSuccess: (plan) => choose(plan.id) });
  useOnce(() => {
    if (known) choose(known.id);
    else if (draft.exists) start.mutate();
  });
  if (start.error) return <ErrorState error={start.error} retry={() => start.mutate()} />;
  if (draft.exists) return <Loading />;
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button href={href('/rules')}>{t('none.rules')}</Button>
      <Button loading={start.isPending} onClick={() => start.mutate()}>
        {t('none.anyway')}
      </Button>
    </SpaceBetween>
  );
  return <Empty title={t('none.title')} text={t('none.text')} action={actions} />;
}
