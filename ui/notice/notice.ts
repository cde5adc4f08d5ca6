import { useQuery } from '@tanstack/react-query';

/** What anyone may know of the installation. */
interface Installation {
  supportEmail: string | null;
  maintenanceNotice: string | null;
}

/** @param path below which the door is: `/api/v1`, `/api/v1/platform`, ... */
export const useInstallation = (path: string): Installation | undefined =>
  useQuery({
    queryKey: ['installation', path],
    queryFn: async (): Promise<Installation> => {
      const response = await fetch(`${path}/installation`);
      // A notice that cannot be asked for is none; the page itself says what is wrong.
      return response.ok ? response.json() : { supportEmail: null, maintenanceNotice: null };
    },
    refetchInterval: 60_000,
    retry: false,
  }).data;
