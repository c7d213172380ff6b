import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../api/catalogue';
import { href } from '../app/links';
import { cureOf } from './cure';

/** CureLinks leads to where a failure is cured: to the very products that somebody waits for, else to the page. */
export function CureLinks({ code, label }: { code: string; label: string }) {
  const { t } = useTranslation('outcome');
  const products = useQuery({ ...productsQuery(), enabled: code === 'out_of_seats', refetchOnMount: 'always' }).data ?? [];
  const short = code === 'out_of_seats' ? products.filter((p) => p.waiting > 0) : [];
  const page = cureOf(code);
  if (!page) return null;
  if (short.length === 0) return <Link href={href(page)}>{label}</Link>;
  return (
    <SpaceBetween direction="horizontal" size="m">
      {short.map((p) => (
        <Link key={p.key} href={href(`/products/${encodeURIComponent(p.key!)}`)}>
          <span className="user-text">{t('addSeats', { product: p.name || p.key })}</span>
        </Link>
      ))}
    </SpaceBetween>
  );
}
