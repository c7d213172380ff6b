import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import List from '@cloudscape-design/components/list';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { effectsQuery, lintQuery, type Rule } from '../../api/rules';
import { href, useGo } from '../../app/links';
import { Empty, NoMatch } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { useIdle } from '../../rules/idle';
import { useNames } from '../../rules/names';
import { moved } from '../../rules/order';
import { useSentences } from '../../rules/sentence';
import { ClashDialog } from './clash';
import { DeleteDialog } from './delete';
import { Counted } from './effects';
import { useHeld } from './held';
import { PlaceDialog } from './place';
import { putBack } from './put-back';
import { RuleActions, RuleName, useNameOf, type Deed } from './row';
import { useOrder } from './use-order';
import { useToggle } from './use-toggle';

const view = z.object({ q: z.string().catch('').default('') });

interface RulesListProps {
  rules: Rule[];
  etag: string;
  blocked?: string;
}

/** RulesList is the rules, strongest first: moved by mouse, keys, menu or number. */
export function RulesList({ rules, etag, blocked }: RulesListProps) {
  const { t } = useTranslation('rules');
  const [{ q }, setView] = useURLState(view);
  const [asked, setAsked] = useState<{ deed: 'place' | 'delete'; rule: Rule }>();
  const names = useNames(rules.map((rule) => rule.group ?? ''));
  const sentences = useSentences(names);
  const nameOf = useNameOf();
  const findings = useQuery(lintQuery()).data ?? [];
  const effects = useQuery(effectsQuery()).data?.items ?? [];
  const idle = useIdle();
  const idleOf = (id: string) => {
    const effect = effects.find((e) => e.rule === id);
    return effect && idle(effect, (other) => rules.find((rule) => rule.id === other)?.position);
  };
  const order = useOrder();
  const toggle = useToggle(etag);
  const go = useGo();
  const matching = rules.filter((rule) => `${nameOf(rule)} ${sentences(rule).join(' ')}`.toLocaleLowerCase().includes(q.toLocaleLowerCase()));
  const { held, note } = useHeld(matching);
  const fixed = q ? t('list.filtered') : undefined;
  const move = (rule: Rule, to: number) => order.reorder(moved(rules, rule.position - 1, to), rule.id);
  const act = (rule: Rule, deed: Deed) => {
    const places: Partial<Record<Deed, number>> = { up: rule.position - 2, down: rule.position, top: 0, bottom: rules.length - 1 };
    const place = places[deed];
    if (place !== undefined) move(rule, place);
    else if (deed === 'edit') go(`/rules/${rule.id}`);
    else if (deed === 'copy') go(`/rules/new?copy=${rule.id}`);
    else if (deed === 'place' || deed === 'delete') setAsked({ deed, rule });
  };
  const close = () => setAsked(undefined);
  if (rules.length === 0) {
    const add = <Button variant="primary" href={href('/rules/new')} disabled={!!blocked} disabledReason={blocked}>{t('addFirst')}</Button>;
    return <Container><Empty title={t('empty.title')} text={t('empty.text')} action={add} /></Container>;
  }
  return (
    <Container>
      <SpaceBetween size="s">
        <TextFilter
          filteringText={q}
          filteringPlaceholder={t('list.filter')}
          filteringAriaLabel={t('list.filter')}
          filteringClearAriaLabel={t('list.clear')}
          countText={q ? t('list.count', { count: matching.length }) : undefined}
          onChange={({ detail }) => setView({ q: detail.filteringText })}
        />
        {fixed && <Box color="text-body-secondary">{fixed}</Box>}
        {matching.length === 0 && <NoMatch clear={() => setView({ q: '' })} />}
        <div onPointerDownCapture={note} onKeyDownCapture={(event) => { note(event); putBack(event); }}>
          <List
            ariaLabel={t('list.label')}
            items={matching}
            sortable
            sortDisabled={!!q || !!blocked || order.pending}
            onSortingChange={({ detail }) => order.reorder([...detail.items], held.current?.id)}
            renderItem={(rule) => ({
              id: rule.id,
              announcementLabel: nameOf(rule),
              content: <RuleName rule={rule} findings={findings.filter((f) => f.rules[0] === rule.id)} />,
              secondaryContent: (
                <Box color="text-body-secondary">
                  <div className="user-text">{sentences(rule).join(' ')}</div>
                  {idleOf(rule.id) && <StatusIndicator type="info" wrapText>{idleOf(rule.id)}</StatusIndicator>}
                </Box>
              ),
              actions: <RuleActions rule={rule} count={rules.length} blocked={blocked} fixed={fixed} toggle={(on) => toggle(rule, on)} act={(deed) => act(rule, deed)} />,
            })}
          />
        </div>
        <Counted blocked={blocked} />
      </SpaceBetween>
      {asked?.deed === 'place' && <PlaceDialog name={nameOf(asked.rule)} position={asked.rule.position} count={rules.length} move={(to) => move(asked.rule, to - 1)} close={close} />}
      {asked?.deed === 'delete' && <DeleteDialog rule={asked.rule} name={nameOf(asked.rule)} etag={etag} close={close} />}
      {order.clash && <ClashDialog theirs={rules} mine={order.clash.mine} insist={order.reorder} close={order.settle} />}
    </Container>
  );
}
