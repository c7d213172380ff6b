import Input from '@cloudscape-design/components/input';
import { useEffect, useState } from 'react';

/** Milliseconds after the last key until the list is asked for. */
const pause = 300;

interface SearchProps {
  text: string;
  set: (text: string) => void;
  placeholder: string;
  /** Absent within a FormField, which names it. */
  label?: string;
}

/** Search narrows a list by text, and asks once the fingers rest. */
export function Search({ text, set, placeholder, label }: SearchProps) {
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => set(typed), pause);
    return () => clearTimeout(timer);
  }, [typed, text, set]);
  return <Input type="search" value={typed} ariaLabel={label} placeholder={placeholder} onChange={({ detail }) => setTyped(detail.value)} />;
}
