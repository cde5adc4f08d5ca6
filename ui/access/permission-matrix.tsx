import { Fragment, useState } from 'react';
import { Checkbox, Switch } from '#ui/base/choice.tsx';
import { SearchInput } from '#ui/base/input.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { cn } from '#ui/cn.ts';
import { holds } from '#ui/page/navigation.ts';
import { usePermissions } from '#ui/session/session-provider.tsx';
import { permissionWords } from './permission-words.ts';

/** A permission and what it opens. */
export interface CatalogueEntry {
  name: string;
  area: string;
  operations: readonly { summary: string }[];
}

export interface PermissionMatrixProps {
  catalogue: readonly CatalogueEntry[];
  /** Permissions and wildcards. */
  value: readonly string[];
  /** Left out: shown, not edited. */
  onChange?: ((value: string[]) => void) | undefined;
}

const firstVerbs = ['read', 'write'];
const verbOf = (name: string) => name.slice(name.indexOf(':') + 1);

/** Columns: reading and writing first, then what only some things have. */
const verbsOf = (catalogue: readonly CatalogueEntry[]) => {
  const all = new Set(catalogue.map(({ name }) => verbOf(name)));
  return [...firstVerbs.filter((v) => all.has(v)), ...[...all].filter((v) => !firstVerbs.includes(v)).sort()];
};

const without = (value: readonly string[], prefix: string) => value.filter((name) => !name.startsWith(prefix));

/** Who may do what, by area and thing. What one does not hold oneself can be seen and not given. */
export function PermissionMatrix({ catalogue, value, onChange }: PermissionMatrixProps) {
  const mine = usePermissions();
  const set = new Set(value);
  const all = set.has('*');
  const verbs = verbsOf(catalogue);
  const [sought, setSought] = useState('');
  const found = catalogue.filter((entry) => matches(entry, sought));
  const areas = Map.groupBy(found, ({ area }) => area);
  const change = (name: string, on: boolean, drop = '') => {
    const kept = drop ? without(value, drop) : value.filter((other) => other !== name);
    onChange?.(on ? [...kept, name].sort() : kept);
  };
  const locked = (name: string) => (holds(mine, name) ? undefined : `You do not hold ${name} yourself.`);

  return (
    <div className="flex flex-col gap-3">
      <Everything
        on={all}
        reason={onChange ? locked('*') : undefined}
        {...(onChange ? { onChange: (on) => onChange(on ? ['*'] : []) } : {})}
      />
      <SearchInput value={sought} onSearch={setSought} placeholder="Search a permission or what it opens" />
      {found.length === 0 && <p className="text-ink-3">No permission is called that, and none opens it.</p>}
      <div className="overflow-x-auto rounded-lg border border-line">
        <table aria-label="Permissions" className="w-full border-separate border-spacing-0">
          <thead>
            <tr>
              <th
                scope="col"
                className="h-8 border-b border-line bg-sunken px-3 text-start text-sm font-medium text-ink-3"
              >
                May
              </th>
              {verbs.map((verb) => (
                <th
                  key={verb}
                  scope="col"
                  className="h-8 w-20 border-b border-line bg-sunken px-2 text-center text-sm font-medium text-ink-3"
                >
                  {permissionWords(`x.x:${verb}`).verb}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...areas].map(([area, permissions]) => {
              const wildcard = `${area}.*`;
              const whole = all || set.has(wildcard);
              const things = Map.groupBy(permissions, ({ name }) => permissionWords(name).key);
              return (
                <Fragment key={area}>
                  <tr>
                    <th
                      scope="rowgroup"
                      colSpan={verbs.length + 1}
                      className="border-b border-line bg-panel px-3 pt-3 pb-1.5 text-start"
                    >
                      <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
                        <span className="font-semibold">{permissionWords(wildcard).area}</span>
                        <Mark
                          label={`All of ${permissionWords(wildcard).area}, also what later versions add`}
                          checked={whole}
                          fixed={all}
                          reason={onChange && locked(wildcard)}
                          {...(onChange ? { onChange: (on: boolean) => change(wildcard, on, `${area}.`) } : {})}
                        >
                          <span className="text-sm font-normal text-ink-3">All, also what later versions add</span>
                        </Mark>
                      </span>
                    </th>
                  </tr>
                  {[...things]
                    .sort(([a], [b]) => (a < b ? -1 : 1))
                    .map(([key, rows]) => {
                      const about = whole || set.has(`${key}:*`);
                      const { thing } = permissionWords(key);
                      return (
                        <tr key={key} className="hover:bg-hover">
                          <th scope="row" className="border-b border-line px-3 py-1.5 ps-6 text-start font-normal">
                            {thing}
                            {sought !== '' && <Opens entries={rows} />}
                          </th>
                          {verbs.map((verb) => {
                            const permission = rows.find(({ name }) => verbOf(name) === verb);
                            return (
                              <td key={verb} className="border-b border-line px-2 py-1.5 text-center">
                                {permission && (
                                  <Mark
                                    label={`${thing}: ${verb}`}
                                    tip={permission.operations.map((o) => o.summary).join(' · ')}
                                    checked={about || set.has(permission.name)}
                                    fixed={about}
                                    reason={onChange && locked(permission.name)}
                                    {...(onChange ? { onChange: (on: boolean) => change(permission.name, on) } : {})}
                                  />
                                )}
                              </td>
                            );
                          })}
                        </tr>
                      );
                    })}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const matches = ({ name, operations }: CatalogueEntry, sought: string) => {
  const { area, thing, verb } = permissionWords(name);
  const all = `${name} ${area} ${thing} ${verb} ${operations.map((o) => o.summary).join(' ')}`.toLowerCase();
  return sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
};

/** What each permission of a thing opens, in words. */
const Opens = ({ entries }: { entries: readonly CatalogueEntry[] }) => (
  <ul className="mt-0.5 text-sm text-ink-3">
    {entries.map(({ name, operations }) => (
      <li key={name}>
        {verbOf(name)}: {operations.map((o) => o.summary).join(' · ') || 'live updates'}
      </li>
    ))}
  </ul>
);

interface MarkProps {
  label: string;
  checked: boolean;
  /** Given by a wildcard above it. */
  fixed: boolean;
  reason?: string | undefined;
  tip?: string;
  onChange?: (on: boolean) => void;
  children?: React.ReactNode;
}

function Mark({ label, checked, fixed, reason, tip, onChange, children }: MarkProps) {
  // What one may not give stays visible; taking it away is the same right.
  const inert = fixed || reason !== undefined || !onChange;
  return (
    <Tooltip tip={reason ?? tip}>
      <span className={cn('inline-flex items-center gap-2 align-middle', inert && 'cursor-default')}>
        <Checkbox
          aria-label={label}
          checked={checked}
          disabled={inert}
          onCheckedChange={(on) => onChange?.(on === true)}
        />
        {children}
      </span>
    </Tooltip>
  );
}

function Everything({
  on,
  reason,
  onChange,
}: {
  on: boolean;
  reason: string | undefined;
  onChange?: (on: boolean) => void;
}) {
  return (
    <div className="flex items-center justify-between gap-4 rounded-lg border border-line bg-panel px-3 py-2.5">
      <span id="everything">
        <span className="block font-medium">Everything</span>
        <span className="block text-sm text-ink-3">An administrator: all of this, and what later versions add.</span>
      </span>
      <Tooltip tip={reason}>
        <span>
          <Switch
            aria-labelledby="everything"
            checked={on}
            disabled={!onChange || reason !== undefined}
            onCheckedChange={(next) => onChange?.(next)}
          />
        </span>
      </Tooltip>
    </div>
  );
}
