/** Where the tenant portal stands on the platform's port, beside the vendor's console. */
export const portalPath = '/tenant-portal';

export const isOfPortal = (path: string): boolean => path === portalPath || path.startsWith(`${portalPath}/`);

/** Where an address of the portal that is not its own leads: what ISPs have bookmarked or been told; null for all others. */
export function movedTo(path: string): string | null {
  // A provider's subscribers are no matter of this door; its people are.
  if (path === `${portalPath}/customers` || path.startsWith(`${portalPath}/customers/`)) return `${portalPath}/users`;
  if (path === '/tenant' || path === '/tenant/') return portalPath;
  const billing = /^\/tenant(\/billing(?:\/.*)?)$/.exec(path);
  return billing ? `${portalPath}${billing[1]}` : null;
}
