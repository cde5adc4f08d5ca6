import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { en, type Labels, type MessageKey, type Messages } from './en.ts';

export const languages = [
  { id: 'en', name: 'English', dir: 'ltr' },
  { id: 'fr', name: 'Français', dir: 'ltr' },
  { id: 'pt', name: 'Português', dir: 'ltr' },
  { id: 'ar', name: 'العربية', dir: 'rtl' },
] as const;
export type Language = (typeof languages)[number]['id'];

const storageKey = 'dotmac.language';

const catalogues: Record<Exclude<Language, 'en'>, () => Promise<{ messages: Messages; labels: Labels }>> = {
  fr: () => import('./fr.ts'),
  pt: () => import('./pt.ts'),
  ar: () => import('./ar.ts'),
};

const toLanguage = (tag: string | null | undefined): Language | undefined =>
  languages.find(({ id }) => tag?.toLowerCase().startsWith(id))?.id;

/** The person's own choice, else the browser's language, else English. */
function preferredLanguage(): Language {
  const chosen = toLanguage(localStorage.getItem(storageKey));
  return chosen ?? navigator.languages.map(toLanguage).find((language) => language !== undefined) ?? 'en';
}

async function show(language: Language) {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'shell')) {
    const { messages, labels } = await catalogues[language]();
    i18next.addResourceBundle(language, 'shell', messages);
    i18next.addResourceBundle(language, 'labels', labels);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = languages.find(({ id }) => id === language)?.dir ?? 'ltr';
}

/** Call once before the first render; loads only the language that is shown. */
export async function startI18n() {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    ns: ['shell', 'labels'],
    defaultNS: 'shell',
    keySeparator: false,
    nsSeparator: false,
    interpolation: { escapeValue: false },
    resources: { en: { shell: en, labels: {} } },
  });
  await show(preferredLanguage());
}

export async function chooseLanguage(language: Language) {
  localStorage.setItem(storageKey, language);
  await show(language);
}

export type Translate = (key: MessageKey, values?: Record<string, string | number>) => string;

/** Shell and component strings in the person's language. */
export function useT(): Translate {
  const { t } = useTranslation('shell');
  return (key, values) => t(key, { ...values });
}

/** A page title or navigation group in the person's language; English when it has no translation. */
export function useLabel(): (text: string) => string {
  const { t } = useTranslation('labels');
  return (text) => t(text, { defaultValue: text });
}

export function useLanguage(): Language {
  const { i18n } = useTranslation('shell');
  return toLanguage(i18n.language) ?? 'en';
}
