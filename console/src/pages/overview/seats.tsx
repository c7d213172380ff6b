import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery, type Product } from '../../api/catalogue';
import { useNumber } from '../../common/numbers';

/** SeatsLeft shows how full each product is that has a number of seats, the fullest first. */
export function SeatsLeft() {
  const { t } = useTranslation('overview');
  const number = useNumber();
  const limited = (useQuery(productsQuery()).data ?? []).filter((p): p is Product & { seats: number } => typeof p.seats === 'number');
  if (limited.length === 0) return null;
  const share = (p: { seats: number; used: number }) => (p.seats > 0 ? Math.min(100, Math.round((100 * p.used) / p.seats)) : 100);
  const sorted = [...limited].sort((a, b) => share(b) - share(a));
  const info = (p: Product & { seats: number }) =>
    p.waiting > 0
      ? t('seats.waiting', { used: number(p.used), seats: number(p.seats), waiting: number(p.waiting) })
      : t('seats.left', { used: number(p.used), seats: number(p.seats), left: number(Math.max(0, p.seats - p.used)) });
  return (
    <Container header={<Header variant="h2">{t('seats.title')}</Header>}>
      <SpaceBetween size="m">
        {sorted.map((p) => (
          <ProgressBar key={p.key} label={p.name || p.key} value={share(p)} additionalInfo={info(p)} />
        ))}
      </SpaceBetween>
    </Container>
  );
}
