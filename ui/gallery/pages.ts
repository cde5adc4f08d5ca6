import { definePages, type Page, type PageDoor } from '#ui/page/pages.ts';

/** Every component in all its states; only in the dev server. */
export const galleryPages = (door: PageDoor): Page[] =>
  definePages(door, [
    {
      path: '/dev/gallery',
      title: 'Gallery',
      nav: { group: 'Development', icon: 'layers', order: 1 },
      load: () => import('./gallery-page.tsx'),
    },
    {
      path: '/dev/gallery/list',
      title: 'List page',
      nav: { group: 'Development', icon: 'grid', order: 2 },
      load: () => import('./list-page.tsx'),
    },
    {
      path: '/dev/gallery/list/$id',
      title: 'Detail page',
      load: () => import('./detail-page.tsx'),
    },
    {
      path: '/dev/gallery/form',
      title: 'Form page',
      nav: { group: 'Development', icon: 'clipboard', order: 3 },
      load: () => import('./form-page.tsx'),
    },
    {
      path: '/dev/gallery/broken',
      title: 'Broken page',
      nav: { group: 'Development', icon: 'wrench', order: 4 },
      load: () => import('./broken-page.tsx'),
    },
    {
      path: '/dev/gallery/forbidden',
      title: 'Forbidden page',
      can: 'dev.nobody:read',
      load: () => import('./broken-page.tsx'),
    },
  ]);
