import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { useT } from '#ui/i18n/i18n.ts';

interface View {
  name: string;
  values: Record<string, unknown>;
}

const storage = (name: string) => `dotmac.views.${name}`;

function readViews(name: string): View[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storage(name)) ?? '[]');
    return Array.isArray(stored) ? (stored as View[]).filter((view) => typeof view?.name === 'string') : [];
  } catch {
    // Damaged by hand: no views.
    return [];
  }
}

const pick = (values: object, keys: readonly string[]) =>
  Object.fromEntries(keys.map((key) => [key, (values as Record<string, unknown>)[key]]));

export interface SavedViewsProps<Values extends object> {
  name: string;
  values: Values;
  keys: readonly (keyof Values & string)[];
  onApply: (patch: Partial<Values>) => void;
}

/** Named sets of filters, kept in this browser. */
export function SavedViews<Values extends object>({ name, values, keys, onApply }: SavedViewsProps<Values>) {
  const t = useT();
  const [views, setViews] = useState(() => readViews(name));
  const [naming, setNaming] = useState(false);
  const [title, setTitle] = useState('');
  const now = JSON.stringify(pick(values, keys));
  const current = views.find((view) => JSON.stringify(pick(view.values, keys)) === now);
  const store = (next: View[]) => {
    setViews(next);
    localStorage.setItem(storage(name), JSON.stringify(next));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const label = title.trim();
    if (!label) return;
    store([...views.filter((view) => view.name !== label), { name: label, values: pick(values, keys) }]);
    setNaming(false);
    setTitle('');
  };
  return (
    <>
      <Menu
        align="start"
        label={t('views.saved')}
        trigger={
          <Button variant="ghost" size="sm" icon={<Bookmark />}>
            {current?.name ?? t('views.saved')}
          </Button>
        }
        groups={[
          [
            { label: t('views.all'), onSelect: () => onApply(pick({}, keys) as Partial<Values>) },
            ...views.map((view) => ({
              label: view.name,
              checked: view === current,
              onSelect: () => onApply({ ...pick({}, keys), ...view.values } as Partial<Values>),
            })),
          ],
          [
            { label: t('views.save'), icon: <BookmarkPlus />, onSelect: () => setNaming(true) },
            ...(current
              ? [
                  {
                    label: t('views.delete'),
                    icon: <Trash2 />,
                    danger: true,
                    onSelect: () => store(views.filter((view) => view !== current)),
                  },
                ]
              : []),
          ],
        ]}
      />
      <Dialog
        open={naming}
        onOpenChange={setNaming}
        size="sm"
        title={t('views.save')}
        footer={
          <Button type="submit" form="save-view" variant="primary" disabled={!title.trim()}>
            {t('action.save')}
          </Button>
        }
      >
        <form id="save-view" onSubmit={save}>
          <Input
            aria-label={t('views.name')}
            placeholder={t('views.name')}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
        </form>
      </Dialog>
    </>
  );
}
