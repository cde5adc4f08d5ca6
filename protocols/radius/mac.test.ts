import { expect, test } from 'vitest';
import { macAddress } from './mac.ts';

test.each([
  ['AA:BB:CC:DD:EE:0F', 'AA:BB:CC:DD:EE:0F'],
  ['aa-bb-cc-dd-ee-0f', 'AA:BB:CC:DD:EE:0F'],
  ['aabb.ccdd.ee0f', 'AA:BB:CC:DD:EE:0F'],
  ['aabbccddee0f', 'AA:BB:CC:DD:EE:0F'],
  ['GigabitEthernet0/1.100:aabb.ccdd.ee0f', 'AA:BB:CC:DD:EE:0F'],
  ['+49301234567', undefined],
  ['10.0.0.1', undefined],
  ['aabbccddee0f01', undefined],
  ['', undefined],
])('%s is the device %s', (text, mac) => {
  expect(macAddress(text)).toBe(mac);
});
