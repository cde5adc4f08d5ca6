import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import { ComboboxField, NumberField } from '#ui/form/fields.tsx';
import type { ZodForm } from '#ui/form/use-zod-form.ts';
import type { PlanInput, PlanValues } from './plan-form.tsx';

const profileApi = clientFor(bandwidthProfiles, 'isp');

export type PlanFields = Pick<ZodForm<Partial<PlanInput>, PlanValues>, 'control' | 'setValue'>;

const loadProfiles = async (q: string) => {
  const { items } = await profileApi.list.call({ ...(q ? { q } : {}), limit: 20 });
  return items.map(({ id, name, downloadKbps, uploadKbps }) => ({
    value: id,
    label: name,
    hint: `${downloadKbps / 1000} / ${uploadKbps / 1000} Mbps`,
  }));
};

/** The speed of a plan: a bandwidth profile's, or its own. */
export function PlanSpeedFields({ control, setValue, profileId }: PlanFields & { profileId: string | null }) {
  const profile = useQuery({
    ...profileApi.get.queryOptions({ input: { id: profileId ?? '' } }),
    enabled: profileId !== null,
  });
  const take = async (id: string | undefined) => {
    if (!id) return;
    const { downloadKbps, uploadKbps } = await profileApi.get.call({ id });
    setValue('downloadKbps', downloadKbps, { shouldValidate: true });
    setValue('uploadKbps', uploadKbps, { shouldValidate: true });
  };
  const current = profileId !== null && profile.data ? { value: profileId, label: profile.data.name } : null;
  const fromProfile = profileId !== null;
  const key = fromProfile ? profileId : 'own';
  return (
    <>
      <ComboboxField
        control={control}
        name="bandwidthProfileId"
        label="Bandwidth profile"
        optional
        wide
        source="bandwidth-profiles"
        load={loadProfiles}
        current={current}
        placeholder="None: this plan has its own speed"
        help="With a profile the plan has its speed and burst, and follows every change of it."
        onChosen={(option) => void take(option?.value)}
      />
      <NumberField
        key={`down-${key}`}
        control={control}
        name="downloadKbps"
        label="Download"
        unit="Mbps"
        scale={1000}
        disabled={fromProfile}
      />
      <NumberField
        key={`up-${key}`}
        control={control}
        name="uploadKbps"
        label="Upload"
        unit="Mbps"
        scale={1000}
        disabled={fromProfile}
      />
    </>
  );
}
