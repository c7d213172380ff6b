import { createMemoryHistory } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { QueryClient } from '@tanstack/react-query';
import { App } from '../app/app';
import { newRouter } from '../app/router';
import { startLanguage } from '../i18n';
import type { Language } from '../i18n/languages';

/** open shows the console at a path, such as "/rules", as somebody sees it who goes there. */
export async function open(path: string, language: Language = 'en') {
  if (!document.getElementById('bar')) document.body.insertAdjacentHTML('afterbegin', '<div id="bar"></div>');
  await startLanguage(language);
  const history = createMemoryHistory({ initialEntries: [`/console${path}`] });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const user = userEvent.setup();
  render(<App router={newRouter(history)} client={client} />);
  return { user, history, client };
}
