import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { useNumber } from '../common/numbers';
import { useNames } from './names';

type Gauge = Schema<'GaugeView'>;

/** Gauges is what the guard measured, each with its limit, in words. */
export function Gauges({ gauges }: { gauges: Gauge[] }) {
  const { t, i18n } = useTranslation('outcome');
  const number = useNumber();
  const names = useNames();
  const subject = (g: Gauge) => (g.name === 'product' ? names.product(g.subject ?? '') : g.name === 'admin_rule' ? names.rule(g.subject ?? '') : (g.subject ?? ''));
  const sentence = (g: Gauge) => {
    const key = `gauge.${g.name}`;
    return i18n.exists(key, { ns: 'outcome' }) ? t(key as 'gauge.everything', { value: number(g.value), limit: number(g.limit), of: number(g.of ?? 0), subject: subject(g) }) : g.name;
  };
  return (
    <ul className="plain" aria-label={t('gauge.title')}>
      {gauges.map((g) => (
        <li key={g.name + (g.subject ?? '')} className="user-text">
          {sentence(g)}
        </li>
      ))}
    </ul>
  );
}
