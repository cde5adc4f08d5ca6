import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface Tab {
  id: string;
  label: string;
  count?: number | undefined;
  /** Rendered only while the tab is open. */
  content: () => ReactNode;
}

export interface TabsProps {
  tabs: readonly Tab[];
  /** The open tab, from the address: `const [url, setUrl] = useUrlState(schema)`. */
  value: string;
  /** `(tab) => setUrl({ tab }, { push: true })`, so that Back returns to the tab before. */
  onChange: (tab: string) => void;
  label: string;
}

export function Tabs({ tabs, value, onChange, label }: TabsProps) {
  const open = tabs.find((tab) => tab.id === value) ?? tabs[0];
  if (!open) return null;
  return (
    <Radix.Root value={open.id} onValueChange={onChange}>
      <Radix.List
        aria-label={label}
        className="-mx-4 mb-4 flex gap-1 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] sm:mx-0 sm:px-0"
      >
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className="-mb-px flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 whitespace-nowrap text-ink-2 transition-colors hover:text-ink focus-visible:-outline-offset-2 data-[state=active]:border-brand data-[state=active]:font-medium data-[state=active]:text-ink pointer-coarse:h-11"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="num rounded-full bg-sunken px-1.5 text-xs text-ink-2 ring-1 ring-line ring-inset">
                {tab.count}
              </span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={open.id} className="focus-visible:outline-none">
        {open.content()}
      </Radix.Content>
    </Radix.Root>
  );
}
