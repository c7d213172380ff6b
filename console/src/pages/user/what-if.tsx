import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MultiselectProps } from '@cloudscape-design/components/multiselect';
import { directoryUserQuery } from '../../api/directory';
import { whatIf, type User } from '../../api/users';
import { ErrorState } from '../../common/states';
import { GroupPicker, OwnGroups } from './groups';
import { WhatIfResult } from './what-if-result';

type Rules = 'live' | 'draft';

/** WhatIf tries other directory groups on somebody, by the rules in force or by the draft; nothing is written. */
export function WhatIf({ user }: { user: User }) {
  const { t } = useTranslation('user');
  const person = useQuery(directoryUserQuery(user.directoryUserId)).data;
  const [add, setAdd] = useState<readonly MultiselectProps.Option[]>([]);
  const [remove, setRemove] = useState<readonly MultiselectProps.Option[]>([]);
  const [rules, setRules] = useState<Rules>('live');
  const ids = (chosen: readonly MultiselectProps.Option[]) => chosen.map((o) => o.value ?? '');
  const result = useMutation({ mutationFn: () => whatIf(user.id, { addGroups: ids(add), removeGroups: ids(remove), rules }) });
  const groups = (person?.groups ?? []).filter((g) => g.direct);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" description={t('whatIf.text')}>{t('whatIf.title')}</Header>}>
        <SpaceBetween size="m">
          <GroupPicker label={t('whatIf.add')} chosen={add} choose={setAdd} without={groups.map((g) => g.id)} />
          <OwnGroups label={t('whatIf.remove')} groups={groups} chosen={remove} choose={setRemove} />
          <SegmentedControl
            label={t('whatIf.rules')}
            selectedId={rules}
            options={[{ id: 'live', text: t('whatIf.live') }, { id: 'draft', text: t('whatIf.draft') }]}
            onChange={({ detail }) => setRules(detail.selectedId as Rules)}
          />
          <Button variant="primary" loading={result.isPending} onClick={() => result.mutate()}>
            {t('whatIf.try')}
          </Button>
        </SpaceBetween>
      </Container>
      <div aria-live="polite">
        {result.isError && <ErrorState error={result.error} />}
        {result.data && <WhatIfResult result={result.data} />}
      </div>
    </SpaceBetween>
  );
}
