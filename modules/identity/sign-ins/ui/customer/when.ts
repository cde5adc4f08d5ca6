import { usePortalLanguage } from '#ui/portal/words.ts';

/** Writes an instant in the portal's language. */
export function useWhen() {
  const language = usePortalLanguage();
  return (at: string) => new Date(at).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}
