import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { useTranslation } from 'react-i18next';
import { useBanners } from './banners';
import { dropFlash, useFlashes } from './flash';
import { useNarrow } from './narrow';

/** Notifications is the one place of messages: what was just done first, then what concerns the whole account; of many only the first is seen unfolded, on a phone also of two that both stay. */
export function Notifications() {
  const { t } = useTranslation();
  const banners = useBanners();
  const narrow = useNarrow();
  const flashes = useFlashes().map(
    (flash): FlashbarProps.MessageDefinition => ({
      id: flash.id,
      type: flash.type === 'in-progress' ? 'info' : flash.type,
      loading: flash.type === 'in-progress',
      header: flash.header,
      content: flash.content,
      action: flash.action,
      dismissible: flash.dismissible ?? true,
      dismissLabel: t('frame.dismiss'),
      statusIconAriaLabel: t(`status.${flash.type}`),
      ariaRole: flash.type === 'error' ? 'alert' : 'status',
      onDismiss: () => dropFlash(flash.id),
    }),
  );
  return (
    <Flashbar
      items={[...flashes.reverse(), ...banners]}
      stackItems={banners.length + flashes.length > 2 || (narrow && banners.length > 1)}
      i18nStrings={{
        ariaLabel: t('frame.notifications'),
        notificationBarText: t('frame.notifications'),
        notificationBarAriaLabel: t('frame.allNotifications'),
        errorIconAriaLabel: t('status.error'),
        warningIconAriaLabel: t('status.warning'),
        successIconAriaLabel: t('status.success'),
        infoIconAriaLabel: t('status.info'),
        inProgressIconAriaLabel: t('status.in-progress'),
      }}
    />
  );
}
