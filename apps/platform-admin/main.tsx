import '#ui/styles/base.css';
import { isOfPortal, movedTo } from './paths.ts';

const { pathname, search } = window.location;
const moved = movedTo(pathname);
if (moved) window.location.replace(moved + search);
// Two apps, two realms: neither's code is loaded, let alone started, at an address of the other.
else if (isOfPortal(pathname)) await (await import('./tenant-portal.ts')).start();
else await (await import('./platform.ts')).start();
