import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { ChangeLines } from '../../outcome/change';
import { DecisionTable } from '../../outcome/decision';
import { RuleVerdicts } from '../../outcome/verdicts';

/** WhatIfResult is what somebody would get: what would change first, then the whole decision. */
export function WhatIfResult({ result }: { result: Schema<'WhatIfView'> }) {
  const { t } = useTranslation('user');
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{t('whatIf.changes')}</Header>}>
        <ChangeLines change={result.trace.changes} label={t('whatIf.changes')} />
      </Container>
      <DecisionTable decision={result.decision} />
      <RuleVerdicts decision={result.decision} />
    </SpaceBetween>
  );
}
