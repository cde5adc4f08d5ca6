import { type Brand, useBrand } from '#ui/brand/brand.ts';
import { Panel } from './parts.tsx';
import { useWords } from './words.ts';

/** The provider's logo, or its first letter and name. */
export function PortalMark({ name }: { name: string }) {
  const brand = useBrand();
  const title = brand?.productName ?? name;
  const light = brand?.logoLight ?? brand?.logoDark;
  if (!light)
    return (
      <>
        <b aria-hidden>{title.slice(0, 1)}</b> {title}
      </>
    );
  return (
    <picture>
      {brand?.logoDark && <source media="(prefers-color-scheme: dark)" srcSet={brand.logoDark} />}
      <img src={light} alt={title} className="p-logo" />
    </picture>
  );
}

export function BrandFoot({ brand }: { brand: Brand }) {
  const say = useWords();
  const { companyName, supportEmail, supportPhone, termsUrl, privacyUrl } = brand;
  return (
    <p className="p-quiet p-foot">
      {companyName}
      {supportEmail && <a href={`mailto:${supportEmail}`}>{supportEmail}</a>}
      {supportPhone && <a href={`tel:${supportPhone.replace(/[^+\d]/g, '')}`}>{supportPhone}</a>}
      {termsUrl && <a href={termsUrl}>{say('brand.terms')}</a>}
      {privacyUrl && <a href={privacyUrl}>{say('brand.privacy')}</a>}
    </p>
  );
}

/** Shown instead of everything else while the platform has stopped the provider. */
export function PortalClosed({ brand }: { brand: Brand }) {
  const say = useWords();
  return (
    <main className="p-main p-login">
      <div className="p-brand p-brand-large">
        <PortalMark name={brand.productName} />
      </div>
      <Panel tone="warn" title={say('closed.title', { name: brand.productName })}>
        <p>{say('closed.text')}</p>
      </Panel>
      <BrandFoot brand={brand} />
    </main>
  );
}
