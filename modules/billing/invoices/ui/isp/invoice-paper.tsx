import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { openMinor } from '../../rules.ts';
import { countryText, type InvoiceDetailView, localDateText } from './invoice-values.tsx';

const dim = 'text-[#5f6a79]';
const cell = 'border-b border-[#ced4dc] py-2 align-top';

/**
 * The invoice as it comes out of the printer: black on white whatever the theme, without the console around it. On the
 * screen it is not there; while it is mounted, printing the page prints this and nothing else.
 */
export function InvoicePaper({ invoice }: { invoice: InvoiceDetailView }) {
  const { locale } = useFormat();
  const money = (amountMinor: number) => formatMoney(amountMinor, invoice.currency, { locale });
  const date = (day: string) => localDateText(day, locale);

  useEffect(() => {
    const app = document.getElementById('root');
    app?.classList.add('print:hidden');
    return () => app?.classList.remove('print:hidden');
  }, []);

  const { billingAddress: to } = invoice;
  const left = openMinor(invoice);
  const stamp = invoice.status === 'paid' ? 'Paid' : invoice.status === 'void' ? 'Void' : null;
  return createPortal(
    <article
      aria-hidden
      className="hidden bg-white p-8 text-[11pt] leading-normal text-[#14181f] print:block print:p-0"
    >
      <header className="mb-10 flex items-start justify-between gap-8">
        <p className="text-[16pt] font-semibold">{invoice.sellerName}</p>
        <div className="text-end">
          <p className="text-[16pt] font-semibold">Invoice</p>
          <p className="num">{invoice.number}</p>
          {stamp && (
            <p className="mt-2 inline-block rounded-sm border-2 border-current px-3 py-0.5 font-semibold uppercase">
              {stamp}
            </p>
          )}
        </div>
      </header>
      <div className="mb-8 flex items-start justify-between gap-8">
        <address className="not-italic">
          <p className="font-medium">{invoice.customerName}</p>
          <p>{to.line1}</p>
          {to.line2 && <p>{to.line2}</p>}
          <p>
            {to.postcode} {to.city}
          </p>
          <p>{countryText(to.country, locale)}</p>
          {invoice.taxNumber && <p className={dim}>Tax number {invoice.taxNumber}</p>}
        </address>
        <table>
          <tbody>
            {[
              ['Customer number', invoice.customerNumber],
              ['Issued', date(invoice.issueDate)],
              ['Due', date(invoice.dueDate)],
            ].map(([term, value]) => (
              <tr key={term}>
                <th scope="row" className={`pe-6 text-start font-normal ${dim}`}>
                  {term}
                </th>
                <td className="num text-end">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <table className="w-full border-collapse">
        <thead>
          <tr className={`text-start ${dim}`}>
            <th className={`${cell} text-start font-medium`}>Description</th>
            <th className={`${cell} text-end font-medium`}>Quantity</th>
            <th className={`${cell} text-end font-medium`}>Price</th>
            <th className={`${cell} text-end font-medium`}>Amount</th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.id} className="break-inside-avoid">
              <td className={cell}>{line.description}</td>
              <td className={`${cell} num text-end`}>{line.quantity}</td>
              <td className={`${cell} num text-end`}>{money(line.unitMinor)}</td>
              <td className={`${cell} num text-end`}>{money(line.amountMinor)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {[
            ['Total', invoice.totalMinor] as const,
            ...(invoice.paidMinor > 0 ? [['Paid', -invoice.paidMinor] as const] : []),
            ...(invoice.status === 'open' && invoice.paidMinor > 0 ? [['Left to pay', left] as const] : []),
          ].map(([term, amount]) => (
            <tr key={term} className="font-semibold">
              <td colSpan={3} className="pt-3 pe-6 text-end">
                {term}
              </td>
              <td className="num pt-3 text-end">{money(amount)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
      {invoice.status === 'open' && (
        <p className="mt-10">
          Please pay {money(left)} by {date(invoice.dueDate)}, giving the number {invoice.number}.
        </p>
      )}
      {invoice.status === 'void' && <p className="mt-10">This invoice is void and need not be paid.</p>}
    </article>,
    document.body,
  );
}
