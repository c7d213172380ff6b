import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { draftQuery, rulesQuery } from '../../api/rules';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { useNumber } from '../../common/numbers';
import { Loaded } from '../../common/states';
import { DraftBar } from '../../rules/draft-bar';
import { RulesList } from './list';
import { SyncSwitch } from './sync-switch';

/** Rules is the ordered list of rules, whether they are live, and the switch that makes all of it work. */
export default function Rules() {
  const { t } = useTranslation(['rules', 'common']);
  const number = useNumber();
  const rules = useQuery(rulesQuery());
  const draft = useQuery(draftQuery());
  const may = useMay('write');
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const first = rules.data?.items.length === 0;
  const actions = (
    <SpaceBetween direction="horizontal" size="m" alignItems="center">
      <SyncSwitch blocked={blocked} />
      <Button href={href('/rules/versions')}>{t('rules:versions')}</Button>
      <Button variant="primary" iconName="add-plus" href={href('/rules/new')} disabled={!!blocked} disabledReason={blocked}>
        {first ? t('rules:addFirst') : t('rules:add')}
      </Button>
    </SpaceBetween>
  );
  return (
    <Page title={t('rules:title')} counter={rules.data && `(${number(rules.data.items.length)})`} description={t('rules:description')} actions={actions}>
      <SpaceBetween size="l">
        {draft.data?.exists && <DraftBar draft={draft.data} blocked={blocked} />}
        <Loaded query={rules}>{(list) => <RulesList rules={list.items} etag={list.etag} blocked={blocked} />}</Loaded>
        {!first && <Box color="text-body-secondary">{t('rules:law')}</Box>}
      </SpaceBetween>
    </Page>
  );
}
