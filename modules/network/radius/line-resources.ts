import { z } from 'zod';
import { embedMany, instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';

/** `none`: there is no login. `never`: there is one, and nobody was online with it. */
export const connectionStates = ['online', 'offline', 'never', 'none'] as const;

/** How a customer's line stands: of several, the one that is online, else the one that was last. */
export const CustomerConnection = resource('CustomerConnection', {
  customerId: open(z.uuid()),
  sessionStatus: open(z.enum(connectionStates)),
  /** Since when it is as it is. */
  since: open(instant().nullable()),
  /** Of the live session; while there is none, the fixed one of the login. */
  ipv4Address: personal('subscriber', z.string().nullable()),
  ipv6Prefix: personal('subscriber', z.string().nullable()),
  /** What the login grants, such as `100/40 Mbit/s`. */
  bandwidth: open(z.string().nullable()),
  downloadKbps: open(z.int().nullable()),
  uploadKbps: open(z.int().nullable()),
  /** Mean over the router's last report. */
  downloadBps: open(z.number()),
  uploadBps: open(z.number()),
  nasName: open(z.string().nullable()),
  nasPortId: internal(z.string().nullable()),
  liveSessions: open(z.int()),
  logins: open(z.int()),
});

/** A device as the network knows it: by the MAC address that its sessions showed, or to which a login is bound. */
export const CustomerDevice = resource('CustomerDevice', {
  /** As AA:BB:CC:DD:EE:FF. */
  macAddress: personal('subscriber', z.string()),
  online: open(z.boolean()),
  /** A login may be used from this device alone, or from it among others. */
  bound: open(z.boolean()),
  /** The address was chosen by the device itself, so it names no maker (IEEE 802, locally administered). */
  randomAddress: open(z.boolean()),
  username: personal('subscriber', z.string().nullable()),
  nasName: open(z.string().nullable()),
  nasPortId: internal(z.string().nullable()),
  /** Option 82 that the login is bound to. */
  circuitId: internal(z.string().nullable()),
  /** Among the sessions that were looked at. */
  sessions: open(z.int()),
  firstSeenAt: open(instant().nullable()),
  lastSeenAt: open(instant().nullable()),
});
export const CustomerDevices = resource('CustomerDevices', {
  customerId: open(z.uuid()),
  total: open(z.int()),
  online: open(z.int()),
  offline: open(z.int()),
  items: embedMany(CustomerDevice),
});
