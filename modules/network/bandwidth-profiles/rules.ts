export interface ProfileTerms {
  downloadKbps: number;
  uploadKbps: number;
  burstDownloadKbps: number | null;
  burstUploadKbps: number | null;
  burstDownloadThresholdKbps: number | null;
  burstUploadThresholdKbps: number | null;
  burstSeconds: number | null;
}

export interface Finding {
  field: keyof ProfileTerms;
  message: string;
}

/** What is wrong with a profile's speeds taken together. The same list for service and form. */
export function validate(profile: ProfileTerms): Finding[] {
  const { downloadKbps, uploadKbps, burstDownloadKbps, burstUploadKbps } = profile;
  const { burstDownloadThresholdKbps, burstUploadThresholdKbps, burstSeconds } = profile;
  const findings: Finding[] = [];
  if (burstDownloadKbps !== null && burstUploadKbps === null)
    findings.push({ field: 'burstUploadKbps', message: 'A burst needs both directions; name the upload too.' });
  if (burstUploadKbps !== null && burstDownloadKbps === null)
    findings.push({ field: 'burstDownloadKbps', message: 'A burst needs both directions; name the download too.' });
  if (burstDownloadKbps !== null && burstDownloadKbps <= downloadKbps)
    findings.push({ field: 'burstDownloadKbps', message: 'A burst is faster than the download speed.' });
  if (burstUploadKbps !== null && burstUploadKbps <= uploadKbps)
    findings.push({ field: 'burstUploadKbps', message: 'A burst is faster than the upload speed.' });
  if (burstDownloadKbps === null && burstUploadKbps === null) {
    for (const field of ['burstDownloadThresholdKbps', 'burstUploadThresholdKbps', 'burstSeconds'] as const)
      if (profile[field] !== null) findings.push({ field, message: 'This means something only with a burst.' });
    return findings;
  }
  if (burstDownloadThresholdKbps !== null && burstDownloadThresholdKbps > downloadKbps)
    findings.push({ field: 'burstDownloadThresholdKbps', message: 'The threshold is at most the download speed.' });
  if (burstUploadThresholdKbps !== null && burstUploadThresholdKbps > uploadKbps)
    findings.push({ field: 'burstUploadThresholdKbps', message: 'The threshold is at most the upload speed.' });
  if (burstSeconds === null)
    findings.push({ field: 'burstSeconds', message: 'Say over how many seconds the average is taken.' });
  return findings;
}

/** Why a profile cannot be removed; null when it can. */
export function whyNotRemove({ planCount }: { planCount: number }): string | null {
  if (planCount === 0) return null;
  return `${planCount === 1 ? 'A plan sells' : `${planCount} plans sell`} it; give them another speed first.`;
}
