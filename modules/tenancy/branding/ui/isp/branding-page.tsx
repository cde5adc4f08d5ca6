import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { loadBrand } from '#ui/brand/brand.ts';
import { TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { brandImages, branding } from '../../contract.ts';
import { accentRefusal } from '../../rules.ts';
import { brandingApi as api, type BrandingView } from './branding-values.ts';
import { ColourField } from './colour-field.tsx';
import { ImageField } from './image-field.tsx';
import { Preview } from './preview.tsx';

const options = () => api.get.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

const hex = /^#[0-9a-f]{6}$/i;

function BrandingForm({ data }: { data: BrandingView }) {
  const client = useQueryClient();
  const write = useCan('tenancy.branding:write');
  const update = useMutation(api.update.mutationOptions());
  const { productName, companyName, supportEmail, supportPhone, colourLight, colourDark, termsUrl, privacyUrl } = data;
  const form = useZodForm(branding.operations.update.in, {
    defaultValues: {
      productName,
      companyName,
      supportEmail,
      supportPhone,
      colourLight,
      colourDark,
      termsUrl,
      privacyUrl,
    },
  });
  const values = form.watch();
  const { control } = form;
  const shown = (colour: string | null | undefined) => (colour && hex.test(colour) ? colour.toLowerCase() : null);
  const [light, dark] = [shown(values.colourLight), shown(values.colourDark)];
  const illegible =
    (light && accentRefusal(light, 'light')) || (dark && accentRefusal(dark, 'dark'))
      ? 'One of the colours cannot be read. Take the one that is offered, or another.'
      : undefined;
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_320px]">
      <div className="flex min-w-0 flex-col gap-5">
        <Card title="Pictures">
          <div className="flex flex-col gap-5">
            {brandImages.map((which) => (
              <ImageField key={which} which={which} branding={data} reason={write.reason} />
            ))}
          </div>
        </Card>
        <Form
          form={form}
          submitLabel="Save"
          cancelTo="/dashboard/settings"
          reason={write.reason ?? illegible}
          onSubmit={async (input) => {
            client.setQueryData(options().queryKey, await update.mutateAsync(input));
            await loadBrand('isp', data.slug);
            toast.ok('Saved. Pages, mails and documents look like this from now on.');
          }}
        >
          <FormSection title="Names" description="On pages, in the subject and at the foot of mails, and on documents.">
            <FieldGrid>
              <TextField optional control={control} name="productName" label="Product" placeholder={data.tenantName} />
              <TextField optional control={control} name="companyName" label="Company" placeholder={data.tenantName} />
            </FieldGrid>
          </FormSection>
          <FormSection
            title="Colours"
            description="One accent for each theme: links, buttons and marks. It is checked against WCAG 2.2 AA."
          >
            <FieldGrid>
              <ColourField control={control} name="colourLight" theme="light" label="Accent on light pages" />
              <ColourField control={control} name="colourDark" theme="dark" label="Accent on dark pages" />
            </FieldGrid>
          </FormSection>
          <FormSection
            title="Contacts"
            description="At the foot of the portal and of mails; answers to mails go to the address."
          >
            <FieldGrid>
              <TextField optional control={control} name="supportEmail" label="Support e-mail" type="email" />
              <TextField optional control={control} name="supportPhone" label="Support phone" inputMode="tel" />
              <TextField
                optional
                control={control}
                name="termsUrl"
                label="Terms"
                placeholder="https://"
                inputMode="url"
              />
              <TextField
                optional
                control={control}
                name="privacyUrl"
                label="Privacy"
                placeholder="https://"
                inputMode="url"
              />
            </FieldGrid>
          </FormSection>
        </Form>
      </div>
      <Card title="Preview" className="xl:sticky xl:top-16">
        <Preview
          look={{
            supportEmail: values.supportEmail ?? null,
            supportPhone: values.supportPhone ?? null,
            productName: values.productName || values.companyName || data.tenantName,
            companyName: values.companyName || data.tenantName,
            colourLight: light,
            colourDark: dark,
          }}
          images={data}
        />
      </Card>
    </div>
  );
}

export default function BrandingPage() {
  const query = useQuery(options());
  useLiveQueries('branding', [api.get.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Branding" />
      {query.isError && !query.data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {!query.data && !query.isError && <Skeleton.Lines />}
      {query.data && <BrandingForm data={query.data} />}
    </PageBody>
  );
}
