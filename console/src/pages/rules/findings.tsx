import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import type { Namespaces } from '../../i18n/namespaces';

type Finding = Schema<'FindingView'>;
type Code = keyof Namespaces['rules']['finding'];

const colours: Record<Finding['severity'], BadgeProps['color']> = { error: 'red', warning: 'severity-medium', info: 'blue' };

/** useFindingWords says a finding in the language of the page; one that is newer than the console in the server's. */
function useFindingWords(): (finding: Finding) => { title: string; known: boolean } {
  const { t, i18n } = useTranslation('rules');
  return ({ code, detail }) => {
    const key = `finding.${code as Code}` as const;
    return i18n.exists(`rules:${key}`) ? { title: t(key), known: true } : { title: detail, known: false };
  };
}

/** FindingBadges are what is wrong with a rule, or probably not meant; each opens what the linter says of it. */
export function FindingBadges({ findings }: { findings: Finding[] }) {
  const { t, i18n } = useTranslation(['rules', 'common']);
  const words = useFindingWords();
  const shown = findings.filter((f) => f.severity !== 'info');
  if (shown.length === 0) return null;
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {shown.map((finding, i) => {
        const { title } = words(finding);
        return (
          <Popover
            key={`${finding.code}${finding.slot ?? ''}${finding.subject ?? ''}${i}`}
            dismissAriaLabel={t('common:close')}
            header={title}
            triggerType="custom"
            content={
              <Box>
                <span lang={i18n.language === 'en' ? undefined : 'en'}>
                  {finding.detail} {finding.remedy}
                </span>
              </Box>
            }
          >
            <button type="button" className="badge-button">
              <Badge color={colours[finding.severity]}>{title}</Badge>
            </button>
          </Popover>
        );
      })}
    </SpaceBetween>
  );
}
