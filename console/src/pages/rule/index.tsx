import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import Button from '@cloudscape-design/components/button';
import { useTranslation } from 'react-i18next';
import { rulesQuery } from '../../api/rules';
import { href, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { Empty, Loaded } from '../../common/states';
import { Editor } from './editor';
import { blank, valuesOf } from './values';

/** RulePage makes a rule, from nothing, for a group or from another rule, or changes one. */
export default function RulePage() {
  const { t } = useTranslation('rule');
  const id = useParam('id');
  const query = new URLSearchParams(useRouterState({ select: (state) => state.location.searchStr }));
  const copy = query.get('copy') ?? undefined;
  const rules = useQuery({ ...rulesQuery(), refetchOnMount: 'always' });
  const rule = rules.data?.items.find((other) => other.id === id);
  const source = rules.data?.items.find((other) => other.id === copy);
  const title = !id ? t('new') : rule ? rule.description || t('numbered', { position: rule.position }) : t('edit');
  return (
    <Page title={title} description={rule ? t('place', { position: rule.position, count: rules.data?.items.length ?? 0 }) : t('newDescription')} above={[{ text: t('rules'), path: '/rules' }]}>
      <Loaded query={rules}>
        {({ etag }) => {
          if (id && !rule) return <Empty title={t('gone.title')} text={t('gone.text')} action={<Button href={href('/rules')}>{t('gone.action')}</Button>} />;
          const initial = rule ? valuesOf(rule) : source ? { ...valuesOf(source), description: t('copyOf', { name: source.description }) } : { ...blank, group: query.get('group') ?? '' };
          return <Editor key={`${id ?? 'new'} ${query.toString()}`} rule={rule} etag={etag} initial={initial} />;
        }}
      </Loaded>
    </Page>
  );
}
