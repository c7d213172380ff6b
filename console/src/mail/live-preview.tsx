import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useWatch, type Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { previewUnsaved, type Preview } from '../api/email-templates';
import { Loading } from '../common/loading';
import { useWordsOf } from '../common/problem-text';
import type { Language } from '../i18n/languages';
import { asText } from './as-text';
import { useLanguageName } from '../outcome/language';
import { variantsOf, type Values } from './values';

/** Milliseconds after the last key until the preview is made anew. */
const pause = 600;

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value);
  const key = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(JSON.parse(key) as T), pause);
    return () => clearTimeout(timer);
  }, [key]);
  return rested;
}

export type Width = 'phone' | 'desk' | 'text';

interface LivePreviewProps {
  control: Control<Values>;
  language: Language;
  width: Width;
  setWidth: (width: Width) => void;
}

/** LivePreview shows what is being written as a sample person would get it, from the server, in the language that is open. */
export function LivePreview({ control, language, width, setWidth }: LivePreviewProps) {
  const { t } = useTranslation('templates');
  const words = useWordsOf();
  const languageName = useLanguageName();
  const variants = useRested(variantsOf(useWatch({ control }) as Values));
  const top = useRef<HTMLDivElement>(null);
  const first = useRef(width);
  useEffect(() => {
    if (first.current !== width) top.current?.scrollIntoView({ block: 'nearest' }); // it may have moved
  }, [width]);
  const nothing = Object.keys(variants).length === 0;
  const preview = useQuery({ queryKey: ['mail-preview', 'unsaved', variants, language], queryFn: () => previewUnsaved(variants, language), enabled: !nothing, placeholderData: keepPreviousData, retry: false, gcTime: 0 });
  const problem = preview.isError ? asProblem(preview.error) : undefined;
  return (
    <Container header={<Header variant="h2" description={t('previewDescription')}>{t('preview')}</Header>}>
      <SpaceBetween size="m">
        <div ref={top}>
          <SegmentedControl
            label={t('width')}
            selectedId={width}
            onChange={({ detail }) => setWidth(detail.selectedId as Width)}
            options={[{ id: 'phone', text: t('phone') }, { id: 'desk', text: t('desk') }, { id: 'text', text: t('asText') }]}
          />
        </div>
        {nothing && <Box color="text-body-secondary">{t('previewEmpty')}</Box>}
        {problem && (
          <div role="status">
            <Alert type="warning" header={t('previewFails')}>
              {problem.fields.length === 0 && words(problem)}
              {problem.fields.map((field) => (
                <div key={field.path + field.detail}>{t('at', { language: languageName(field.path.split('.')[1] ?? language), part: t(`part.${partOf(field.path)}`), detail: field.detail })}</div>
              ))}
            </Alert>
          </div>
        )}
        {!nothing && preview.isPending && <Loading />}
        {!nothing && preview.data && !problem && <Shown mail={preview.data} width={width} />}
      </SpaceBetween>
    </Container>
  );
}

const partOf = (path: string) => (path.endsWith('.subject') ? 'subject' : path.endsWith('.html') ? 'html' : 'text');

function Shown({ mail, width }: { mail: Preview; width: string }) {
  const { t } = useTranslation('templates');
  const languageName = useLanguageName();
  const text = width === 'text' || !mail.html;
  return (
    <SpaceBetween size="s">
      {mail.fellBackFrom && <Alert type="info">{t('fellBack', { language: languageName(mail.language) })}</Alert>}
      <Box variant="h3">
        <span lang={mail.language} className="user-text">{mail.subject}</span>
      </Box>
      <iframe className={`mail mail-${width}`} sandbox="" title={t('frame', { subject: mail.subject })} src={text ? asText(mail.page) : mail.page} />
    </SpaceBetween>
  );
}
