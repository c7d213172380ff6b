import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { useWatch, type Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import type { Plan } from '../../api/plans';
import { syncQuery } from '../../api/sync';
import { rulesQuery } from '../../api/rules';
import { useNumber } from '../../common/numbers';
import { useWordsOf } from '../../common/problem-text';
import { useIdle, type Effect } from '../../rules/idle';
import { ImpactNumbers } from '../../rules/impact-numbers';
import { useNames } from '../../rules/names';
import { useSentences } from '../../rules/sentence';
import { useImpact } from './use-impact';
import { bodyOf, type Values } from './values';

/** Impact says in a sentence and in numbers what the rule would make of people, while it is written. */
export function Impact({ control, id }: { control: Control<Values>; id?: string }) {
  const { t } = useTranslation('rule');
  const values = useWatch({ control }) as Values;
  const body = bodyOf(values);
  const names = useNames(values.group ? [values.group] : []);
  const sentences = useSentences(names)(body);
  const half = values.role === 'manager' && (values.privileges.length === 0 || (values.manages !== 'all' && values.managedGroups.length === 0));
  const ready = values.group !== '' && !half;
  const others = useQuery(syncQuery()).data?.draft;
  const impact = useImpact(ready ? JSON.stringify({ rule: { ...body, id } }) : '');
  return (
    <div className="beside">
      <Container header={<Header variant="h2">{t('impact.title')}</Header>}>
        <SpaceBetween size="m">
          {values.group !== '' && <Box>{sentences.join(' ')}</Box>}
          {!ready && <Box color="text-body-secondary">{half ? t('impact.half') : t('impact.choose')}</Box>}
          {ready && <div aria-live="polite">{impact.moving ? <StatusIndicator type="loading">{t('impact.working')}</StatusIndicator> : impact.data && <Verdict plan={impact.data} />}</div>}
          {ready && impact.data?.totals && <ImpactNumbers totals={impact.data.totals} columns={1} />}
          {ready && impact.data?.effect && !impact.moving && <Idle effect={impact.data.effect} />}
          {ready && impact.data && !impact.moving && <Seats plan={impact.data} products={values.products.map((p) => p.key)} />}
          {ready && impact.data && !impact.moving && others && <Box color="text-body-secondary">{t('impact.alone')}</Box>}
          {ready && impact.isError && <Failed error={impact.error} retry={() => void impact.refetch()} />}
        </SpaceBetween>
      </Container>
    </div>
  );
}

function Verdict({ plan }: { plan: Plan }) {
  const { t } = useTranslation('rule');
  const changed = plan.totals?.changed ?? 0;
  return <StatusIndicator type={changed > 0 ? 'info' : 'success'}>{changed > 0 ? t('impact.touches', { count: changed }) : t('impact.nobody')}</StatusIndicator>;
}

/** short tells whether more people would have a product of this rule than there are seats for, or would wait for another one because of it. */
const short = ({ key, seats, needed, waitingBefore, waitingAfter }: Schema<'PlanSeatsView'>, products: string[]) =>
  seats !== null && needed > seats && (products.includes(key) || waitingAfter > waitingBefore);

/** Idle says for how many people this rule would have no effect. */
function Idle({ effect }: { effect: Effect }) {
  const rules = useQuery(rulesQuery()).data?.items ?? [];
  const text = useIdle()(effect, (id) => rules.find((rule) => rule.id === id)?.position);
  return text ? <StatusIndicator type="info" wrapText>{text}</StatusIndicator> : null;
}

/** Seats says how many are needed and left, and warns of products that do not suffice; it stops nothing, as people then wait in line. */
function Seats({ plan, products }: { plan: Plan; products: string[] }) {
  const { t } = useTranslation('rule');
  const names = useNames([]);
  const number = useNumber();
  const limited = (plan.seats ?? []).flatMap((s) => {
    const kept = s.usedBefore - s.lost;
    return s.seats !== null && (products.includes(s.key) || short(s, products)) && s.needed > kept ? [{ ...s, more: s.needed - kept, left: Math.max(0, s.seats - kept) }] : [];
  });
  return (
    <>
      {limited.map((s) => (
        <Box key={s.key}>{t('impact.needed', { name: names.product(s.key), needed: number(s.more), left: number(s.left) })}</Box>
      ))}
      {(plan.seats ?? []).filter((s) => short(s, products)).map((s) => (
        <Alert key={s.key} type="warning" header={t('impact.short', { name: names.product(s.key) })}>
          {t('impact.shortText', { needed: s.needed, seats: s.seats ?? 0, waiting: s.waitingAfter })}
        </Alert>
      ))}
      {plan.held && <Alert type="warning" header={t('impact.held')}>{t('impact.heldText')}</Alert>}
    </>
  );
}

function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const { t } = useTranslation('rule');
  const words = useWordsOf();
  return (
    <Alert type="info" header={t('impact.failed')} action={<Button formAction="none" onClick={retry}>{t('impact.retry')}</Button>}>
      {words(error)}
    </Alert>
  );
}
