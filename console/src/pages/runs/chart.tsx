import BarChart from '@cloudscape-design/components/bar-chart';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../i18n/languages';
import type { Run } from '../../api/runs';
import { useNumber } from '../../common/numbers';

/** How many of the last runs are drawn. */
const most = 14;

/** wholeOnly is a mark of an axis that counts people: there are no parts of somebody. */
export const wholeOnly = (people: number, number: (n: number) => string) => (Number.isInteger(people) ? number(people) : '');

/** RunsChart draws what the last runs changed and what failed, oldest first. */
export function RunsChart({ runs }: { runs: Run[] }) {
  const { t, i18n } = useTranslation('runs');
  const number = useNumber();
  const shown = runs.slice(0, most).reverse();
  const when = (run: Run) => new Date(run.startedAt).toLocaleString(localeOf(i18n.language), { dateStyle: 'short', timeStyle: 'medium' });
  const series = (['changed', 'waiting', 'failed'] as const).map((name) => ({ title: t(`count.${name}`), type: 'bar' as const, valueFormatter: number, data: shown.map((run) => ({ x: when(run), y: run[name] })) }));
  return (
    <Container header={<Header variant="h2">{t('chart.title')}</Header>}>
      <BarChart
        series={series}
        xScaleType="categorical"
        xDomain={shown.map(when)}
        stackedBars
        height={180}
        hideFilter
        ariaLabel={t('chart.title')}
        xTitle={t('column.started')}
        yTitle={t('chart.people')}
        i18nStrings={{ yTickFormatter: (people) => wholeOnly(people, number) }}
      />
    </Container>
  );
}
