import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { href } from './links';

/** Crumb is a page on the way to the one that is shown. */
export interface Crumb {
  text: string;
  path: string;
}

let crumbs: Crumb[] = [];
const listeners = new Set<() => void>();

/** setCrumbs says where the page is; Page calls it. */
export function setCrumbs(next: Crumb[]): void {
  crumbs = next;
  listeners.forEach((tell) => tell());
}

/** Breadcrumbs is the way from the start to the page. */
export function Breadcrumbs() {
  const { t } = useTranslation();
  const way = useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, () => crumbs);
  const items = [{ text: t('product'), path: '/' }, ...way];
  return <BreadcrumbGroup ariaLabel={t('frame.breadcrumbs')} items={items.map(({ text, path }) => ({ text, href: href(path) }))} />;
}
