import Toggle from '@cloudscape-design/components/toggle';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { syncQuery } from '../../api/sync';
import { SwitchOff } from './switch-off';
import { SwitchOn } from './switch-on';

/** SyncSwitch switches syncing on, after showing what that would do, or off, after saying what that means. */
export function SyncSwitch({ blocked }: { blocked?: string }) {
  const { t } = useTranslation('rules');
  const sync = useQuery(syncQuery()).data;
  const [asking, setAsking] = useState<'on' | 'off'>();
  const close = () => setAsking(undefined);
  return (
    <>
      <Toggle checked={sync?.enabled ?? false} disabled={!sync || !!blocked} onChange={({ detail }) => setAsking(detail.checked ? 'on' : 'off')}>
        {t('sync.label')}
      </Toggle>
      {asking === 'on' && <SwitchOn close={close} />}
      {asking === 'off' && <SwitchOff close={close} />}
    </>
  );
}
