import Box from '@cloudscape-design/components/box';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { variablesQuery, type Variable } from '../api/email-templates';
import type { Namespaces } from '../i18n/namespaces';

type Known = keyof Namespaces['templates']['variable'];

/** Chips is what a template may name, as buttons that put it where the caret is. */
export function Chips({ insert }: { insert: (text: string) => void }) {
  const { t, i18n } = useTranslation('templates');
  const variables = useQuery(variablesQuery()).data ?? [];
  const label = ({ name }: Variable) => {
    const key = name.replaceAll('.', '_');
    return i18n.exists(`variable.${key}`, { ns: 'templates' }) ? t(`variable.${key as Known}`) : name;
  };
  return (
    <div>
      <Box variant="awsui-key-label">
        <span id="mail-chips">{t('chips')}</span>
      </Box>
      <div className="chips" role="group" aria-labelledby="mail-chips">
        {variables
          .filter((variable) => !variable.within)
          .map((variable) => (
            <button key={variable.name} type="button" className="chip" title={variable.insert} onClick={() => insert(variable.insert)}>
              {label(variable)}
            </button>
          ))}
      </div>
    </div>
  );
}
