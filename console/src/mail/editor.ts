import type { ComponentType } from 'react';

/** MailEditorProps is what a form for a mail template takes that opens over another form. */
export interface MailEditorProps {
  /** Of the template that is changed; absent: a new one. */
  id?: string;
  /** Called with the id when it is saved, before close. */
  saved: (id: string) => void;
  close: () => void;
}

/** mailEditor fetches the form for mail templates. */
export const mailEditor: (() => Promise<{ default: ComponentType<MailEditorProps> }>) | undefined = () => import('./dialog');
