import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Link } from '#ui/page/url.tsx';
import { countryName } from './countries.ts';
import { type CustomerDetailView, capital, kindText, listPath } from './customer-values.tsx';

/** What was written down about the customer. */
export function DetailsCard({
  customer: c,
  onEdit,
  className,
}: {
  customer: CustomerDetailView;
  onEdit: () => void;
  className?: string;
}) {
  const { locale } = useFormat();
  const { serviceAddress: a } = c;
  return (
    <Card
      title="Details"
      {...(className ? { className } : {})}
      aside={
        <Button size="sm" variant="ghost" onClick={onEdit}>
          Edit
        </Button>
      }
    >
      <DescriptionList
        items={[
          { term: 'Kind', value: `${kindText[c.kind]}, ${capital(c.tier)}` },
          { term: 'E-mail', value: c.email && <CopyText text={c.email} /> },
          { term: 'Phone', value: c.phone && <CopyText text={c.phone} mono /> },
          {
            term: 'Address',
            value: (
              <span className="whitespace-pre-line">
                {[a.line1, a.line2, `${a.postcode} ${a.city}`.trim(), countryName(a.country, locale)]
                  .filter(Boolean)
                  .join('\n')}
              </span>
            ),
          },
          { term: 'Tax number', value: c.taxNumber, hideEmpty: true },
          { term: 'Language', value: new Intl.DisplayNames([locale], { type: 'language' }).of(c.locale) ?? c.locale },
          {
            term: 'Tags',
            value:
              c.tags.length === 0 ? null : (
                <span className="flex flex-wrap justify-end gap-1">
                  {c.tags.map((tag) => (
                    <Link key={tag} to={`${listPath}?tag=${encodeURIComponent(tag)}`}>
                      <Chip>{tag}</Chip>
                    </Link>
                  ))}
                </span>
              ),
            hideEmpty: true,
          },
          ...Object.entries(c.customFields).map(([term, value]) => ({ term, value: value || null })),
        ]}
      />
    </Card>
  );
}
