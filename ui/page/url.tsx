import { Link as RouterLink, useNavigate, useParams, useRouterState, useSearch } from '@tanstack/react-router';
import { type ComponentProps, useCallback, useMemo, useRef } from 'react';
import { type RawSearch, readUrlValues, type UrlSchema, writeUrlValues } from './url-values.ts';

export interface LinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  /** A path inside this app, with or without a query: `/dashboard/operations/customers/01J…`. */
  to: string;
  search?: RawSearch | undefined;
}

/** A link inside the app; its page and data start loading on hover or focus. */
export function Link({ to, search, ...rest }: LinkProps) {
  const [path = to, query] = to.split('?');
  const given = query ? Object.fromEntries(new URLSearchParams(query)) : {};
  return <RouterLink to={path} search={() => ({ ...given, ...search })} preload="intent" {...rest} />;
}

/** Parameters of the page's path; the page file knows their names. */
export const usePageParams = <Params extends Record<string, string>>() => useParams({ strict: false }) as Params;

export const usePath = () => useRouterState({ select: (state) => state.location.pathname });

export interface GoOptions {
  search?: RawSearch;
  /** Replaces the current address instead of adding a step to the history. */
  replace?: boolean;
}

/** Moves to a path inside the app. */
export function useGo() {
  const navigate = useNavigate();
  return useCallback(
    (to: string, { search, replace = false }: GoOptions = {}) => {
      const [path = to, query] = to.split('?');
      const given = query ? Object.fromEntries(new URLSearchParams(query)) : {};
      return navigate({ to: path, search: () => ({ ...given, ...search }), replace });
    },
    [navigate],
  );
}

export interface SetUrlOptions {
  /** Adds a step to the history, so that Back undoes it (tabs, opened dialogs). Filters replace. */
  push?: boolean;
}
export type SetUrlState<Values> = (patch: Partial<Values>, options?: SetUrlOptions) => void;

/**
 * The page's state as kept in the address: filters, sort, tab, open dialog.
 * The schema is a `z.object` whose every field has a default (or is optional); define it at module scope.
 */
export function useUrlState<Values>(schema: UrlSchema<Values>): [Values, SetUrlState<Values>] {
  const raw = useSearch({ strict: false }) as RawSearch;
  const navigate = useNavigate();
  const values = useMemo(() => readUrlValues(schema, raw), [schema, raw]);
  const latest = useRef(raw);
  latest.current = raw;
  const set = useCallback<SetUrlState<Values>>(
    (patch, { push = false } = {}) => {
      // Two changes in one tick must both land: the second builds on the first, not on the rendered address.
      latest.current = writeUrlValues(schema, latest.current, patch);
      void navigate({ to: '.', search: latest.current as never, replace: !push, resetScroll: false });
    },
    [navigate, schema],
  );
  return [values, set];
}
