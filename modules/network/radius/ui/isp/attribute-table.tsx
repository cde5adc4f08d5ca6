import type { View } from '#kernel/contract/fields.ts';
import type { PacketAttribute } from '../../contract.ts';

/** Attributes of a packet, each with what it does. */
export const AttributeTable = ({
  label,
  attributes,
}: {
  label: string;
  attributes: readonly View<typeof PacketAttribute, 'isp'>[];
}) =>
  attributes.length === 0 ? (
    <p className="text-ink-3">No attributes.</p>
  ) : (
    <ul aria-label={label} className="flex flex-col gap-1.5">
      {attributes.map(({ name, value, meaning }) => (
        <li key={`${name}=${value}`}>
          <code className="mono text-sm break-all" dir="ltr">
            {name} = {value}
          </code>
          {meaning && <span className="block text-sm text-ink-3">{meaning}</span>}
        </li>
      ))}
    </ul>
  );
