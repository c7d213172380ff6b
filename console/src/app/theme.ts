import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark' | 'system';

const key = 'usersync-theme';
const dark = () => matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** chosenTheme is what this person chose in this browser; without a choice the system decides. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(key);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

function apply(): void {
  const theme = chosenTheme();
  const mode = theme === 'dark' || (theme === 'system' && dark().matches) ? Mode.Dark : Mode.Light;
  applyMode(mode);
  document.documentElement.style.colorScheme = mode;
}

/** startTheme applies the choice, and follows the system while it decides. */
export function startTheme(): void {
  apply();
  dark().addEventListener('change', apply);
}

export function setTheme(theme: Theme): void {
  localStorage.setItem(key, theme);
  apply();
  listeners.forEach((tell) => tell());
}

/** useTheme is the choice, and renders again when it changes. */
export function useTheme(): Theme {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, chosenTheme);
}
