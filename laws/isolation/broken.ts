import type { Pool } from 'pg';
import type { Resource } from '#kernel/contract/fields.ts';
import { open } from '#kernel/contract/fields.ts';
import { declared } from '../operations.ts';

type Break = (owner: Pool) => Promise<() => Promise<void>>;

/** Makes a policy let every row through; what is returned puts it back. */
const opened =
  (table: string, policy: string): Break =>
  async (owner) => {
    const { rows } = await owner.query<{ using: string }>(
      'select pg_get_expr(polqual, polrelid) as using from pg_policy where polrelid = $1::regclass and polname = $2',
      [table, policy],
    );
    const alter = (condition: string) =>
      owner.query(`alter policy ${policy} on ${table} using (${condition}) with check (${condition})`);
    await alter('true');
    return async () => void (await alter(rows[0]!.using));
  };

/** One policy of each kind. */
export const brokenPolicies: Record<string, Break> = {
  'the policy that keeps providers apart, on one table': opened('customer', 'tenant_isolation'),
  'the policy that keeps subscribers apart, on one table': opened('ticket', 'customer_isolation'),
};

/** Takes the class from one field of what a subscriber is answered; what is returned puts it back. */
export function brokenClass(): () => void {
  const { operation } = declared.find(({ key }) => key === 'customers.me')!;
  const out = operation.out as { kind: 'one'; resource: Resource };
  const field = out.resource.fields['customFields'] as ReturnType<typeof open>;
  const fields = { ...out.resource.fields, customFields: open(field.schema) };
  const whole = operation as { out: unknown };
  whole.out = { ...out, resource: { ...out.resource, fields } };
  return () => {
    whole.out = out;
  };
}
