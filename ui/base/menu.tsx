import { Check, ChevronRight } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { Fragment, type ReactNode } from 'react';
import { cn } from '#ui/cn.ts';

export interface MenuItem {
  label: string;
  icon?: ReactNode;
  /** The key that does the same, shown on the right. */
  keys?: string;
  onSelect?: () => void;
  danger?: boolean;
  checked?: boolean;
  /** Keeps the menu open (for a row of checkmarks). */
  stay?: boolean;
  /** Why it cannot be chosen; shown as a second line. */
  reason?: string | undefined;
  items?: MenuItem[];
}

export interface MenuProps {
  /** The button that opens it; must take a ref and props. */
  trigger: ReactNode;
  /** Items in groups, divided by lines. */
  groups: (readonly MenuItem[])[];
  header?: ReactNode;
  align?: 'start' | 'end';
  label?: string;
}

const surface = 'z-60 min-w-48 animate-pop rounded-lg bg-raised p-1 shadow-pop';
const row =
  'flex min-h-8 items-center gap-2.5 rounded-sm px-2 py-1 text-base outline-none select-none data-disabled:text-ink-3 data-highlighted:bg-hover pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3';

export function Menu({ trigger, groups, header, align = 'end', label }: MenuProps) {
  const filled = groups.filter((group) => group.length > 0);
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={5}
          collisionPadding={8}
          aria-label={label}
          className={cn(surface, 'max-h-(--radix-dropdown-menu-content-available-height) max-w-80 overflow-y-auto')}
        >
          {header && <div className="px-2 pt-1.5 pb-2">{header}</div>}
          {filled.map((group, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no identity of their own
            <Fragment key={at}>
              {(at > 0 || header) && <Radix.Separator className="-mx-1 my-1 h-px bg-line" />}
              {group.map((item) => (
                <Item key={item.label} item={item} />
              ))}
            </Fragment>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ item }: { item: MenuItem }) {
  if (item.items) {
    return (
      <Radix.Sub>
        <Radix.SubTrigger className={row}>
          {item.icon}
          {item.label}
          <ChevronRight className="ms-auto rtl:rotate-180" />
        </Radix.SubTrigger>
        <Radix.Portal>
          <Radix.SubContent sideOffset={4} className={surface}>
            {item.items.map((child) => (
              <Item key={child.label} item={child} />
            ))}
          </Radix.SubContent>
        </Radix.Portal>
      </Radix.Sub>
    );
  }
  const select = (event: Event) => {
    if (item.stay) event.preventDefault();
    item.onSelect?.();
  };
  const content = (
    <>
      {item.icon}
      <span className="min-w-0 flex-1">
        <span className="block truncate">{item.label}</span>
        {item.reason && <span className="block text-sm whitespace-normal text-ink-3">{item.reason}</span>}
      </span>
      {item.keys && <kbd className="ps-4 font-sans text-xs text-ink-3">{item.keys}</kbd>}
    </>
  );
  if (item.checked !== undefined) {
    return (
      <Radix.CheckboxItem checked={item.checked} onSelect={select} disabled={item.reason !== undefined} className={row}>
        {content}
        <Radix.ItemIndicator className="ms-auto">
          <Check className="text-brand-text!" />
        </Radix.ItemIndicator>
      </Radix.CheckboxItem>
    );
  }
  return (
    <Radix.Item
      onSelect={select}
      disabled={item.reason !== undefined}
      className={cn(row, item.danger && 'text-bad-ink data-highlighted:bg-bad-soft [&_svg]:text-bad-ink')}
    >
      {content}
    </Radix.Item>
  );
}
