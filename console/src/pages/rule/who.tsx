import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWatch, type Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { connectionsQuery } from '../../api/connections';
import { groupQuery, groupsQuery, type DirectoryGroup } from '../../api/directory';
import { Problem } from '../../api/problem';
import { href } from '../../app/links';
import { pages } from '../../app/pages';
import { useNumber } from '../../common/numbers';
import { useWordsOf } from '../../common/problem-text';
import { Time } from '../../common/time';
import { SelectField, TextareaField, ToggleField } from '../../form/fields';
import type { Values } from './values';

/** useOption is a group as the list shows it: with the directory that it comes from, as two directories may have groups of one name. */
function useOption() {
  const { t } = useTranslation('rule');
  const connections = useQuery(connectionsQuery()).data ?? [];
  const source = (id: string) => connections.find((connection) => connection.id === id)?.name;
  return (group: DirectoryGroup) => ({
    value: group.id,
    label: group.displayName,
    description: source(group.connection),
    tags: group.members === null ? undefined : [t('who.members', { count: group.members })],
  });
}

/** GroupField chooses a directory group; the server searches, as there may be thousands. */
function GroupField({ control }: { control: Control<Values> }) {
  const { t } = useTranslation('rule');
  const words = useWordsOf();
  const option = useOption();
  const [text, setText] = useState('');
  const chosen = useWatch({ control, name: 'group' });
  const groups = useInfiniteQuery(groupsQuery(text));
  const group = useQuery({ ...groupQuery(chosen), enabled: chosen !== '', retry: false });
  const items = groups.data?.pages.flatMap((page) => page.items) ?? [];
  const none = groups.isSuccess && items.length === 0 && text === '';
  const gone = group.error instanceof Problem && group.error.status === 404;
  return (
    <SpaceBetween size="s">
      <SelectField
        control={control}
        name="group"
        label={t('who.group')}
        description={t('who.groupDescription')}
        options={items.map(option)}
        known={(id) => (id ? (group.data ? option(group.data) : { value: id, label: gone ? t('who.gone') : id }) : undefined)}
        select={{
          placeholder: t('who.choose'),
          filteringType: 'manual',
          onLoadItems: ({ detail }) => {
            if (detail.firstPage && detail.filteringText !== text) setText(detail.filteringText);
            else if (!detail.firstPage && groups.hasNextPage) void groups.fetchNextPage();
          },
          statusType: groups.isError ? 'error' : groups.isFetching ? 'loading' : groups.hasNextPage ? 'pending' : 'finished',
          loadingText: t('who.loading'),
          errorText: groups.isError ? words(groups.error) : undefined,
          empty: text ? t('who.noMatch') : t('who.none'),
        }}
      />
      {none && (
        <Alert type="info">
          {t('who.noneText')} {pages.some((page) => page.path === '/connections') && <Link href={href('/connections')}>{t('who.connect')}</Link>}
        </Alert>
      )}
      {gone && <Alert type="warning">{t('who.goneText')}</Alert>}
      {group.data?.members === 0 && <Alert type="warning">{t('who.emptyText')}</Alert>}
      {group.data && <GroupFacts group={group.data} />}
    </SpaceBetween>
  );
}

function GroupFacts({ group }: { group: DirectoryGroup }) {
  const { t } = useTranslation('rule');
  const number = useNumber();
  return (
    <Box color="text-body-secondary">
      {group.members !== null && <>{t('who.members', { count: group.members, number: number(group.members) })} · </>}
      {t('who.changed')} <Time at={group.modifiedAt} />
    </Box>
  );
}

/** WhoSection says whom a rule is for. */
export function WhoSection({ control }: { control: Control<Values> }) {
  const { t } = useTranslation('rule');
  const condition = useWatch({ control, name: 'condition' });
  return (
    <Container header={<Header variant="h2">{t('who.title')}</Header>}>
      <SpaceBetween size="l">
        <GroupField control={control} />
        <TextareaField control={control} name="description" label={t('who.description')} constraintText={t('who.descriptionLimit')} input={{ rows: 2, placeholder: t('who.descriptionExample') }} />
        <ExpandableSection headerText={t('who.conditionTitle')} defaultExpanded={condition !== ''}>
          <TextareaField control={control} name="condition" label={t('member.condition')} description={t('who.conditionDescription')} constraintText={t('who.conditionExample')} input={{ rows: 2, spellcheck: false }} />
        </ExpandableSection>
        <ToggleField control={control} name="enabled" text={t('who.enabled')} />
      </SpaceBetween>
    </Container>
  );
}
