import Box from '@cloudscape-design/components/box';
import { useTranslation } from 'react-i18next';
import type { Change } from '../api/users';
import { useNames } from './names';
import type { StateKey } from './words';
import { useCode } from './words';

interface Line {
  what: string;
  before: string;
  after: string;
  rule?: string;
}

type SeatWord = 'none' | 'waiting' | 'granted';

/** useLines makes lines of a difference: what, before, after, and the rule that decides. What reads alike before and after is no line. */
function useLines(names: ReturnType<typeof useNames>): (change: Change) => Line[] {
  const { t } = useTranslation('outcome');
  const code = useCode();
  const seat = (word: string, plan?: string) => (plan && word !== 'none' ? t('productWithPlan', { product: t(`seat.${word as SeatWord}`), plan }) : t(`seat.${(word || 'none') as SeatWord}`));
  const state = (word: string) => t(`state.${(word && word !== 'none' ? word : 'nothing') as StateKey}`);
  return (change) => [
    ...(change.stateBefore === change.stateAfter ? [] : [{ what: t('slot.state'), before: state(change.stateBefore), after: state(change.stateAfter) }]),
    ...(change.products ?? []).map((p) => ({ what: names.product(p.key), before: seat(p.before, p.planBefore), after: seat(p.after, p.planAfter), rule: p.rule })),
    ...(change.slots ?? []).map((s) => ({ what: code('slot', s.slot), before: names.value(s.slot, s.before), after: names.value(s.slot, s.after), rule: s.rule })).filter((line) => line.before !== line.after),
    ...(change.failuresRaised ?? []).map((f) => ({ what: t('failure'), before: '-', after: code('problem', f) })),
    ...(change.failuresCleared ?? []).map((f) => ({ what: t('failure'), before: code('problem', f), after: '-' })),
  ];
}

/** ChangeLines is what another outcome brings, a line for each thing: before, then after, and by which rule. With `draft` it is an outcome of the draft. */
export function ChangeLines({ change, label, draft }: { change: Change; label: string; draft?: boolean }) {
  const { t } = useTranslation('outcome');
  const names = useNames({ draft });
  const lines = useLines(names)(change);
  const mail = change.mail && !change.mail.reason;
  if (lines.length === 0 && !mail) return <Box color="text-body-secondary">{t('noChange')}</Box>;
  return (
    <ul aria-label={label} className="plain">
      {lines.map((line) => (
        <li key={line.what + line.after}>
          <strong className="user-text">{line.what}</strong>: <s>{line.before}</s> <span aria-hidden="true">→</span> {line.after}
          {line.rule && (
            <Box variant="span" color="text-body-secondary">
              {' '}
              ({t('because', { rule: names.rule(line.rule) })})
            </Box>
          )}
        </li>
      ))}
      {mail && <li>{t('mailGoes', { template: names.value('welcomeMail', change.mail!.template), language: names.value('language', change.mail!.language) })}</li>}
    </ul>
  );
}
