import { useState } from 'react';
import { cn } from '#ui/cn.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A value as an expandable tree: audit before/after, event payloads, raw attributes. */
export const JsonView = ({ value, open = 2, className }: { value: Json; open?: number; className?: string }) => (
  <div
    className={cn('mono overflow-x-auto rounded-md border border-line bg-sunken px-3 py-2 leading-[1.65]', className)}
  >
    <Node value={value} depth={0} open={open} last />
  </div>
);

interface NodeProps {
  value: Json;
  name?: string;
  depth: number;
  open: number;
  last: boolean;
}

function Node({ value, name, depth, open, last }: NodeProps) {
  const [expanded, setExpanded] = useState(depth < open);
  const label = name !== undefined && <span className="text-ink-2">{name}: </span>;
  if (value === null || typeof value !== 'object') {
    return (
      <div className="ps-4 -indent-4 break-words" style={{ marginInlineStart: depth * 14 }}>
        {label}
        <Leaf value={value} />
        {!last && <span className="text-ink-3">,</span>}
      </div>
    );
  }
  const entries: [string | undefined, Json][] = isList(value)
    ? value.map((item) => [undefined, item])
    : Object.entries(value).map(([key, item]) => [key, item]);
  const [from, to] = isList(value) ? ['[', ']'] : ['{', '}'];
  const indent = { marginInlineStart: depth * 14 };
  if (entries.length === 0) {
    return (
      <div style={indent}>
        {label}
        {from + to}
        {!last && ','}
      </div>
    );
  }
  return (
    <>
      <div style={indent}>
        <button
          type="button"
          aria-expanded={expanded}
          onClick={() => setExpanded(!expanded)}
          className="rounded-xs hover:bg-hover"
        >
          {label}
          {from}
          {!expanded && <span className="text-ink-3"> {entries.length} … </span>}
          {!expanded && to}
        </button>
      </div>
      {expanded && (
        <>
          {entries.map(([key, item], at) => (
            <Node
              key={key ?? at}
              {...(key === undefined ? {} : { name: key })}
              value={item}
              depth={depth + 1}
              open={open}
              last={at === entries.length - 1}
            />
          ))}
          <div style={indent}>
            {to}
            {!last && ','}
          </div>
        </>
      )}
    </>
  );
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

function Leaf({ value }: { value: null | boolean | number | string }) {
  if (typeof value === 'string') return <span className="text-ok-ink">“{value}”</span>;
  if (typeof value === 'number') return <span className="text-info-ink">{value}</span>;
  return <span className="text-warn-ink">{String(value)}</span>;
}
