import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/languages';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** relative is a time within a day of now in words, such as "5 minutes ago"; undefined when it is farther away. */
export function relative(at: Date, now: number, language: string): string | undefined {
  const distance = at.getTime() - now;
  if (Math.abs(distance) >= day) return undefined;
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  if (Math.abs(distance) < minute) return words.format(0, 'second');
  if (Math.abs(distance) < hour) return words.format(Math.trunc(distance / minute), 'minute');
  return words.format(Math.trunc(distance / hour), 'hour');
}

/** lasting says how long something takes or took: whole days from two on, else hours from two on, else minutes. */
export function lasting(seconds: number, language: string): string {
  const [unit, size] = seconds >= 172_800 ? (['day', 86_400] as const) : seconds >= 7_200 ? (['hour', 3_600] as const) : (['minute', 60] as const);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.max(1, Math.floor(seconds / size)));
}

/** useNow is the time, to the minute. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** Time is a moment: in words within a day, else local date and time; the whole of it with its zone where the pointer rests. */
export function Time({ at, absolute }: { at: string; absolute?: boolean }) {
  const language = localeOf(useTranslation().i18n.language);
  const now = useNow();
  const date = new Date(at);
  const whole = date.toLocaleString(language, { dateStyle: 'full', timeStyle: 'long' });
  const short = date.toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <time dateTime={at} title={whole}>
      {(absolute ? undefined : relative(date, now, language)) ?? short}
    </time>
  );
}
