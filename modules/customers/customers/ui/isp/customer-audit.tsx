import { SubjectAudit } from '#modules/platform/audit/ui/isp/subject-audit.tsx';
import { useLogins, useOpenInvoices, useRecentInvoices, useSubscriptions } from './customer-queries.ts';

/** Who did what to the customer, to what was sold to them, and to their last invoices. */
export function CustomerAudit({ customerId, className }: { customerId: string; className?: string }) {
  const lists = [
    useSubscriptions(customerId),
    useLogins(customerId),
    useOpenInvoices(customerId),
    useRecentInvoices(customerId),
  ];
  const also = [...new Set(lists.flatMap((list) => list.data?.items.map(({ id }) => id) ?? []))].sort();
  return <SubjectAudit subjectId={customerId} also={also} {...(className ? { className } : {})} />;
}
