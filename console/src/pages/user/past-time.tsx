import Button from '@cloudscape-design/components/button';
import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TimeInput from '@cloudscape-design/components/time-input';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface PastTimeProps {
  at: string | undefined;
  set: (at: string | undefined) => void;
}

/** parts are a time as the two fields hold it, in the zone of the browser. */
function parts(at: string | undefined): [date: string, time: string] {
  const date = at ? new Date(at) : undefined;
  if (!date || Number.isNaN(date.getTime())) return ['', ''];
  const two = (n: number) => String(n).padStart(2, '0');
  return [`${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`, `${two(date.getHours())}:${two(date.getMinutes())}`];
}

/** PastTime asks for the moment of which somebody wants to know; nothing is now. */
export function PastTime({ at, set }: PastTimeProps) {
  const { t } = useTranslation('user');
  const [date, setDate] = useState(parts(at)[0]);
  const [time, setTime] = useState(parts(at)[1]);
  const moment = date ? new Date(`${date}T${/^\d\d:\d\d$/.test(time) ? time : '23:59'}:00`) : undefined;
  const valid = moment && !Number.isNaN(moment.getTime());
  const now = () => {
    setDate('');
    setTime('');
    set(undefined);
  };
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="end">
      <FormField label={t('why.date')}>
        <DatePicker value={date} onChange={({ detail }) => setDate(detail.value)} isDateEnabled={(d) => d.getTime() <= Date.now()} placeholder="YYYY/MM/DD" openCalendarAriaLabel={(chosen) => t('why.openCalendar', { chosen: chosen ?? '' })} />
      </FormField>
      <FormField label={t('why.time')}>
        <TimeInput value={time} format="hh:mm" placeholder="hh:mm" onChange={({ detail }) => setTime(detail.value)} />
      </FormField>
      <Button disabled={!valid} onClick={() => valid && set(moment.toISOString())}>
        {t('why.show')}
      </Button>
      {at && <Button onClick={now}>{t('why.now')}</Button>}
    </SpaceBetween>
  );
}
